"""How do the languages of lectures say "after 10,000 rounds the error is"?

Regular expressions over words, for English, German, French, Spanish, Italian, Portuguese, Dutch and
Russian.
"""

#: What says that something is the case when so many rounds are over.
AFTER = r"""
after|following|nach|après|apres|después\s+de|despues\s+de|tras|dopo|após|apos|depois\s+de
|na|после
""".replace("\n", "")
#: What is counted.
NOUN = r"""
rounds?|epochs?|iterations?|steps?|updates?|pass(?:es)?|cycles?|repetitions?|runden?
|epochen?|iterationen?|schritte?n?|durchläufe?n?|durchlauf|durchgänge?n?|durchgang|tours?
|époques?|epoques?|itérations?|pas|étapes?|passages?|rondas?|épocas?|iteraciones|iteración
|pasos?|vueltas?|actualizaciones|giri|giro|epoche|epoca|iterazioni|iterazione|passi|passo
|cicli|ciclo|rodadas?|iterações|iteração|passos|ciclos?|atualizações|rondes?|iteraties?
|stap(?:pen)?|herhalingen|раунд\w*|эпох\w*|итераци\w*|шаг\w*|проход\w*|обновлени\w*
""".replace("\n", "")
#: What a number after it labels; a step may be one of a procedure.
LABEL = r"""
round|epoch|iteration|runde|epoche|durchlauf|durchgang|tour|époque|epoque|itération|ronda|época
|iteración|giro|epoca|iterazione|ciclo|rodada|iteração|ronde|iteratie|раунд|эпоха|итерация
""".replace("\n", "")
#: A pass forward moves nothing.
FORWARD = r"forward|vorwärts|avant\b|adelante|avanti|frente|voorwaarts|прям"
#: Small numbers in words, with what they are worth.
COUNTS = {
    r"(?:a|one|a single|ein(?:e[rmn]?)?|une?|una|uno|uma?|um|één|een|одн(?:ой|ого|у|а))": 1,
    r"(?:two|zwei|deux|dos|due|dois|duas|twee|дву?х?|две)": 2,
    r"(?:three|drei|trois|tres|tre|três|drie|тр[её]х|три)": 3,
    r"(?:ten|zehn|dix|diez|dieci|dez|tien|десяти?)": 10,
    r"(?:a hundred|one hundred|hundred|hundert|cent|cien|cento|cem|honderd|ста|сто)": 100,
    r"(?:a thousand|one thousand|thousand|tausend|mille?|mil|duizend|тысячи?)": 1000,
}
FIRST = r"""
first|erste[rnms]?|premi(?:er|ère)|primer[ao]?|prim[ao]|primeir[ao]|eerste
|перв(?:ой|ого|ую|ый|ая)|this|diese[rmn]|cette|cet?|est[ea]|quest[ao]|dit|deze|эт(?:ой|ого)
""".replace("\n", "")
#: What is done so many times, and the word for times.
REPEAT = r"""
repeat\w*|repetition|wiederhol\w*|répét\w*|repet\w*|repit\w*|ripet\w*|herha\w*|повтор\w*
|do(?:ing)?\s+this|run(?:ning)?\s+this
""".replace("\n", "")
TIMES = "times|mal|fois|veces|volte|vezes|keer|раз"
#: One round more, which is the first where none was made.
AGAIN = r"""
(?:run|ran|do|did|repeat)\s+(?:this|it|that)\s+(?:once\s+)?(?:again|more)
|run\s+(?:it\s+)?once\s+more|noch\s+einmal|encore\s+une\s+fois|otra\s+vez
|ancora\s+una\s+volta|mais\s+uma\s+vez|nog\s+een\s+keer|ещ[её]\s+раз
""".replace("\n", "")
#: What says that no round is over yet.
AT_FIRST = r"""
originally|initially|at\s+the\s+start|at\s+first|before\s+training|zu\s+beginn|anfangs
|anfänglich|ursprünglich|vor\s+dem\s+training|initialement|au\s+départ|au\s+début
|avant\s+l['’]entraînement|inicialmente|al\s+principio|antes\s+de\s+entrenar|no\s+início
|antes\s+do\s+treino|inizialmente|all['’]inizio|aanvankelijk|in\s+het\s+begin|изначально
|в\s+начале|сначала
""".replace("\n", "")
ERROR = r"""
errors?|loss(?:es)?|costs?|fehlers?|gesamtfehler\w*|verlust\w*|kosten|erreurs?|pertes?
|coûts?|pérdidas?|perdidas?|costos?|costes?|errores|errore|perdit[ae]|erros?|perdas?|custos?
|fout(?:en)?|totale\s+fout|verlies|ошибк\w*|потер\w*|mse|sse
""".replace("\n", "")
OUTPUT = r"""
outputs?|predictions?|predicts?|ausgab\w*|ausgäng\w*|vorhersag\w*|sorties?|prédictions?
|salidas?|predicci\w*|uscit[ae]|previsioni?|saídas?|saidas?|previs\w*|uitvoer\w*|uitgang\w*
|voorspel\w*|выход\w*|предсказани\w*
""".replace("\n", "")
TARGET = r"""
vs\.?|versus|targets?|desired|expected|instead\s+of|ziel\w*|soll\w*|statt|cibles?
|attendue?s?|au\s+lieu\s+de|objetivos?|deseados?|esperad\w*|en\s+lugar\s+de|bersaglio
|desiderat\w*|attes[oaie]|alvos?|desejad\w*|em\s+vez\s+de|doel\w*|gewenst\w*
|in\s+plaats\s+van|цел\w*|желаем\w*|вместо
""".replace("\n", "")
#: Quantities that a run does not arrive at.
OTHER = r"""
inputs?|feed|fed|feeding|learning\s+rate|rate|lr|step\s+size|seconds?|minutes?|accuracy
|lernrate|eingab\w*|eingäng\w*|taux|entrées?|tasa|entradas?|tasso|ingress[oi]|taxa
|leersnelheid|invoer\w*|скорост\w*|вход(?:ы|а|ов|ам|ами)?|threshold|probability|momentum
|factor
""".replace("\n", "")
#: What says that the number before is where a change starts from.
BEFORE = r"from|von|vom|du|de|del|desde|da|dal|van|от|с"
#: Words between one number of a kind and the next.
TO = r"""
and|to|down|und|auf|bzw|et|à|y|e|ed|a|en|naar|и|до|from|then|now|resp|respectively
|approximately|about|it|was|is|still|only|er|es|war|ist|noch|nur|elle|il|est|vaut|era|fue|è
|é|foi|is|он|она|it's|by
""".replace("\n", "")
