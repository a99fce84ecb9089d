"""Which words of lecture mathematics mean something of themselves?

Functions by their usual names, the words for *new* in an update, the words that join statements,
and the many-letter names that quantities have in lectures, in several languages.
"""

from __future__ import annotations

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

#: What says that a value is the one after an update.
NEW = frozenset(
    """new neu neue neuer neues nuevo nueva nouveau nouvelle nouv novo nova nuovo nuova ny nya nytt nieuw
    nieuwe nowy nowa nowe updated update upd next neww novy nová yeni nou uusi новый новое нов новая
    新 新しい 更新""".split()
)
#: What says that a value is the one before an update.
OLD = frozenset(
    "old alt alte viejo ancien anciennne antigo vecchio gammal oud stary старое старый 旧".split()
)

#: Words in \\text{…} that stand between statements, and are no names.
JOINING = frozenset(
    """and or if for where with so then hence thus otherwise else when since because therefore given let
    und oder wenn für wo mit dann also sonst da daher sei et ou si pour où avec donc alors sinon y o para
    donde con entonces e se per dove quindi altrimenti onde com então и или если для где при тогда
    то in as of the is are by from to at on i.e. e.g. note similarly now using we get that which
    respectively etc all every each case here example step und bzw""".split()
)

#: Names of more than one letter that quantities have in lectures.
WORDS = frozenset(
    """net out in input output target error err loss cost total sum bias weight hidden label pred
    prediction actual true desired expected activation act grad gradient delta rate lr eta MSE mse SSE
    sse RMSE rmse BCE bce CE ce CCE NLL MAE mae RSS KL Err Error Loss Cost Net Out In Total Target
    Input Output Bias Weight prob logit logits logits score scores pre post layer max min avg mean var std
    epoch batch momentum acc tot fehler verlust ziel eingabe ausgabe netz kosten erreur perte cible
    entree entrée sortie coût cout salida entrada objetivo pérdida perdida costo coste uscita ingresso
    errore perdita erro perda saída saida alvo ошибка выход вход цель ab""".split()
) | frozenset(
    """alpha beta gamma delta epsilon zeta eta theta lambda mu nu xi pi rho sigma tau phi chi psi omega
    Delta Theta Lambda Sigma Phi Psi Omega Gamma Pi Xi iota kappa infty""".split()
)
