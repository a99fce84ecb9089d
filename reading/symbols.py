"""What does a character or a command of LaTeX stand for?

The tables of `tokens`: characters of Unicode and commands that are one sign, and commands that only
set what follows.
"""

from __future__ import annotations

from .lexicon import listed

SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True)
)
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀⁿⁱˡᵏʲᴸ", "0123456789+-TnilkjL", strict=True))
#: Fractions that are one character.
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}
#: Letters, by the names that LaTeX has for them.
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "ϑ": "theta", "λ": "lambda", "μ": "mu", "µ": "mu",
    "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "l", "ŷ": "hat_y",
}  # fmt: skip
GREEK_COMMANDS = {name: name for name in GREEK.values()} | {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "Gamma": "Gamma", "Pi": "Pi",
    "iota": "iota", "kappa": "kappa", "Xi": "Xi", "ell": "l", "eta": "eta", "infty": "infty",
}  # fmt: skip
#: Characters that are signs, and the kind of token that each is.
OPERATORS = {
    "×": "*", "·": "*", "∗": "*", "⋅": "*", "•": "*", "⨯": "*", "∙": "*", "÷": "/", "∕": "/",
    "⁄": "/", "−": "-", "–": "-", "—": "-", "⊙": "odot", "∘": "odot", "◦": "odot", "∂": "partial",
    "𝜕": "partial", "∇": "nabla", "≈": "~=", "≃": "~=", "≅": "~=", "≐": "~=", "≡": "=", "＝": "=",
    "≤": "<=", "≥": ">=", "≠": "!=", "→": "to", "⟶": "to", "➔": "to", "←": "<-", "⟵": "<-",
    "⇒": "=>", "⟹": "=>", "⇐": "<=>", "⇔": "<=>", "⟺": "<=>", "∈": "in", "√": "sqrt", "∑": "sum",
    "∏": "prod", "′": "'", "’": "'", "⊤": "top", "∥": "‖", "‖": "‖", "…": "dots", "⋯": "dots",
    "⊗": "otimes", "∞": "infty", "％": "%", "，": ",", "；": ";", "（": "(", "）": ")", "：": ":",
}  # fmt: skip
#: Commands that are signs, and the kind of token that each is.
COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "bullet": "*", "div": "/", "odot": "odot",
    "circ": "odot", "partial": "partial", "nabla": "nabla", "triangledown": "nabla", "approx": "~=",
    "simeq": "~=", "cong": "~=", "sim": "~", "doteq": "~=", "equiv": "=", "leq": "<=", "le": "<=",
    "geq": ">=", "ge": ">=", "neq": "!=", "ne": "!=", "to": "to", "rightarrow": "to",
    "longrightarrow": "to", "mapsto": "to", "leftarrow": "<-", "gets": "<-", "longleftarrow": "<-",
    "Rightarrow": "=>", "implies": "=>", "Longrightarrow": "=>", "therefore": "=>",
    "Leftrightarrow": "<=>", "iff": "<=>", "in": "in", "sum": "sum", "prod": "prod", "prime": "'",
    "top": "top", "intercal": "top", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "ldots": "dots", "cdots": "dots",
    "dots": "dots", "vdots": "dots", "ddots": "dots", "lbrace": "{", "rbrace": "}", "{": "{",
    "}": "}", "langle": "(", "rangle": ")", "lbrack": "[", "rbrack": "]", "colon": ":",
    "coloneqq": ":=", "otimes": "otimes", "%": "%", "lt": "<", "gt": ">", "_": "_", "&": "&",
    "#": "#", "$": "$", "newline": "row", "cr": "row",
}  # fmt: skip
#: Commands that only set what follows, and leave no trace.
SILENT = listed("""
    displaystyle textstyle scriptstyle left right big Big bigg Bigg bigl bigr Bigl Bigr biggl
    biggr Biggl Biggr middle limits nolimits nonumber notag hline centering small large Large
    footnotesize normalsize tiny scriptsize rm bf it mathstrut strut noindent allowbreak hfill
    vfill thinspace negthinspace medspace thickspace enspace par protect bfseries itshape
    boldmath toprule midrule bottomrule smallskip medskip bigskip normalfont sf tt sl
""")
_KEEPING = listed("""
    boxed mathbf bm boldsymbol pmb underline overline fbox framebox mathbb mathcal mathscr
    mathfrak mathit mathsf mathtt mathop mathbin mathrel mathord mathnormal ensuremath bbox
    smash mathclap footnotemark kern hbox vcenter highlight hl uline emph
""")
_DROPPING_ONE = listed("""
    phantom hphantom vphantom hspace vspace label tag textcolor colorbox style class cssId href
    htmlClass enclose raisebox footnote cite ref eqref color overset stackrel underset scalebox
""")
_DROPPING_TWO = listed("""
    rule fontsize
""")
#: Commands that only say how what they hold looks: how many arguments are dropped with each.
WRAPPERS = {
    **dict.fromkeys(_KEEPING, 0),
    **dict.fromkeys(_DROPPING_ONE, 1),
    **dict.fromkeys(_DROPPING_TWO, 2),
}
#: Commands whose argument is a word.
TEXTS = listed("""
    text textrm textbf textit textsf texttt mathrm operatorname mbox textnormal textup textsc
""")
#: Commands that strike out what follows.
WITHDRAWN = listed("cancel bcancel xcancel sout st not")
#: What follows a backslash in a command that is a space.
SPACES = frozenset(" ,;:!>/-")
#: What means a sign in the notation of programs.
PAIRS = {
    ":=": ":=", "<-": "<-", "->": "to", "=>": "=>", "==": "=", "<=": "<=", ">=": ">=", "!=": "!=",
    "~=": "~=", "**": "^",
}  # fmt: skip
