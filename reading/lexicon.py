"""Which words of lecture mathematics mean something of themselves?

Functions by their usual names, the words for *new* in an update, the words that join statements,
the verbs that state, and the long names that quantities have: in the languages of lectures.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


#: The usual names of functions, and the function of `expressions.tree.FUNCTIONS` that each means.
FUNCTIONS: dict[str, str] = {
    "exp": "exp", "log": "log", "ln": "log", "lg": "log10", "sqrt": "sqrt", "abs": "abs",
    "max": "max", "min": "min", "sin": "sin", "cos": "cos", "tanh": "tanh", "tgh": "tanh",
    "arctan": "arctan", "atan": "arctan", "sigmoid": "sigmoid", "sigm": "sigmoid",
    "sig": "sigmoid", "logistic": "sigmoid", "expit": "sigmoid", "relu": "relu", "ReLU": "relu",
    "Relu": "relu", "RELU": "relu", "softmax": "softmax", "Softmax": "softmax",
    "softplus": "softplus", "Softplus": "softplus", "Sigmoid": "sigmoid", "Tanh": "tanh",
    "sum": "total", "log10": "log10", "log2": "log2", "norm": "norm", "diag": "diagonal",
    "sen": "sin", "raiz": "sqrt", "Ln": "log", "Log": "log", "Exp": "exp", "sigmoide": "sigmoid",
    "np.exp": "exp", "np.log": "log", "tan": "tan",
}  # fmt: skip
#: Names that are functions only where an argument in parentheses follows.
CALLED: dict[str, str] = {"sigma": "sigmoid", "S": "sigmoid"}

#: Letters and words that are functions wherever parentheses follow them: f(x), J(theta), Loss(w).
FUNCTION_LETTERS = listed("""
    f g h F G J L C E R H phi psi varphi Phi softmax loss cost error Loss Cost MSE CE BCE
""")

#: What says that a value is the one after an update.
NEW = listed("""
    new neu neue neuer neues nuevo nueva nouveau nouvelle nouv novo nova nuovo nuova ny nya nytt
    nieuw nieuwe nowy nowa nowe updated update upd next neww novy nová yeni nou uusi новый новое
    нов новая 新 新しい 更新
""")
#: What says that a value is the one before an update.
OLD = listed("""
    old alt alte viejo ancien ancienne antigo vecchio gammal oud stary старое старый 旧
""")

#: Words in \\text{…} that stand between statements, and are no names.
JOINING = listed("""
    and or if for where with so then hence thus otherwise else when since because therefore given
    let in as of the is are by from to at on i.e. e.g. note similarly now using we get that which
    respectively etc all every each case here example step
    und oder wenn für wo mit dann also sonst da daher sei bzw
    et ou si pour où avec donc alors sinon
    y o para donde con entonces
    e se per dove quindi altrimenti onde com então
    и или если для где при тогда то
""")
#: Environments that set branches below one another.
CASES = listed("cases dcases rcases drcases")
#: Words that say of the last branch when it holds.
OTHERWISE = listed("otherwise else elsewhere sonst sinon senão altrimenti anders иначе")
#: Words after which a statement holds under a condition alone.
WHEN = listed("""
    if when for otherwise else where falls wenn sonst für si sinon se senão caso
""")
#: Verbs that say what a quantity is.
IS = listed("""
    is are equals equal was becomes gives yields ist sind beträgt wird ergibt est vaut sont es son
    vale è sono é são equivale är blir blev er равно равна равен составляет gelijk
""")
#: Words between such a verb and the value.
ABOUT = listed("""
    about approximately roughly now then also again only exactly just therefore thus to with set
    around nearly given by at
    jetzt nun dann etwa ungefähr rund also environ maintenant donc alors ahora aproximadamente
    entonces cerca de adesso circa agora ongeveer nu ca c
""")
#: Words of one letter.
ONE_LETTER_WORDS = frozenset("aAIyoeèéàивсa")

#: Greek letters by their names.
GREEK = listed("""
    alpha beta gamma delta epsilon zeta eta theta lambda mu nu xi pi rho sigma tau phi chi psi omega
    Delta Theta Lambda Sigma Phi Psi Omega Gamma Pi Xi iota kappa infty
""")
#: Names of more than one letter that quantities have in lectures.
WORDS = GREEK | listed("""
    net out in input output target error err loss cost total sum bias weight hidden label pred
    prediction actual true desired expected activation act grad gradient rate lr prob logit logits
    score scores pre post layer max min avg mean var std epoch batch momentum acc tot ab
    MSE mse SSE sse RMSE rmse BCE bce CE ce CCE NLL MAE mae RSS KL
    Err Error Loss Cost Net Out In Total Target Input Output Bias Weight
    fehler verlust ziel eingabe ausgabe netz kosten
    Fehler Verlust Ziel Eingabe Ausgabe Netz Kosten
    erreur perte cible entree entrée sortie coût cout
    salida entrada objetivo pérdida perdida costo coste
    uscita ingresso errore perdita erro perda saída saida alvo
    ошибка выход вход цель
""")
#: Those that name a quantity in a sentence, whatever stands beside them.
SYMBOLIC = listed("""
    alpha beta gamma delta epsilon eta theta lambda mu sigma tau phi psi omega Delta Theta
    net lr MSE BCE CE
""")

#: What the rows below a table's samples say that they are.
SUMS = listed("sum total summe gesamt somme suma soma somma sigma сумма som")
MEANS = listed("mean average avg mittel mittelwert moyenne media média среднее")
