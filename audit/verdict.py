"""Which verdicts are there, and what does each say?"""

CONFIRMED = "confirmed"
ROUNDING = "rounding"
CONSISTENT = "consistent"
INHERITED = "inherited"
OPERAND = "operand"
LAST_DIGIT = "last-digit"
REFUTED = "refuted"
NOTATION = "notation"
UNDETERMINED = "undetermined"
UNREADABLE = "unreadable"
GIVEN = "given"

#: Every verdict with its meaning, in the order in which reports list them.
MEANINGS = {
    REFUTED: "false: another number or formula should stand here",
    OPERAND: "a number is put in that is not the quantity's own; the result beside it is right",
    INHERITED: "follows from a mistake made earlier, which is named",
    NOTATION: "false or meaningless as printed; one small repair makes it true",
    LAST_DIGIT: "one unit of the last digit off: truncated, or computed from rounded numbers",
    ROUNDING: "follows from the rounded numbers beside it; the exact value has other last digits",
    UNDETERMINED: "cannot be decided, because something named is missing",
    UNREADABLE: "cannot be read",
    CONSISTENT: "follows from the numbers beside it; the page does not say more",
    GIVEN: "introduces a value or a definition",
    CONFIRMED: "right, proved to the last printed digit",
}
#: Verdicts that make a run fail, unless the finding is on the accepted list.
WRONG = frozenset({REFUTED, OPERAND, INHERITED, NOTATION})
