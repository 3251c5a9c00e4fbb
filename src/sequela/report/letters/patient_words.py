"""The words around what a patient is told, in each language: short sentences, no promise, no blame, no share.

A test holds their reading level. What is said of medicine itself comes from the pages for patients in the knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping

from sequela.records import frozen


@frozen
class PatientWords:
    """The fixed words of the summary in one language; ``{}`` stands for what the case says."""

    title: str
    lead: str
    draft: str
    draft_text: str
    foot: str
    unread: str
    story: str
    no_story: str
    one_operation: str
    operations: str
    last: str
    goals: str
    no_goals: str
    real: str
    real_text: tuple[str, ...]
    next: str
    urgent: str
    urgent_lead: str
    soon: str
    danger_open: str
    held: str
    talk: str
    test: str
    test_later: str
    first: str
    later: str
    by_test: str
    answers_first: str
    test_first: str
    other_first: str
    judged: str
    yours: str
    yours_after: str
    stages: Mapping[str, str]
    do: str
    do_not: str
    hear: str
    questions: str
    ask_goal: str
    ask_step: str
    ask_test: str
    ask_harm: str
    ask_judged: str
    ask_urgent: tuple[str, ...]
    help: str
    help_lead: str
    phone: str
    signs: Mapping[str, str]


EN = PatientWords(
    title="Your pain after surgery: what comes next",
    lead="This page is for you. Released by {} on {}.",
    draft="Draft for the clinician, not released",
    draft_text="This is not for the patient yet. Read it. If it is right, release it in the case file.",
    foot="It supports your care team. It makes no diagnosis.",
    unread="",
    story="Your story",
    no_story="Your own words are not noted yet. Write down how it began and what it keeps you from. Bring it with you.",
    one_operation="You had one operation on your spine.",
    operations="You had {} operations on your spine.",
    last="The last one was in {}.",
    goals="What you want most, in your own words: “{}”.",
    no_goals="What you want most is not noted yet. Tell your team what you would like to do again.",
    real="Your pain is real",
    real_text=(
        "Your pain is real. It is not proof that someone failed. It is not your fault.",
        "Pain after a spine operation is common. It can have more than one source, and the source can change with "
        "time. So your team looks at it afresh.",
    ),
    next="What happens next",
    urgent="Do this first",
    urgent_lead="What you told us includes a sign that should not wait. This comes before all else:",
    soon="Have this looked at soon",
    danger_open="Your team still has questions for you. They make sure that nothing dangerous is missed.",
    held="No treatment for lasting pain is planned right now. Your team will tell you why, and when that may change.",
    talk="Your team will talk with you about the next steps.",
    test="First a test: {}. {} It can show which step fits you best.",
    test_later="Your team may also offer a test: {}. {}",
    first="First: {}. {}",
    later="If that does not help enough: {}. {}",
    by_test="If that does not help enough, a test: {}. {} What it shows decides which step fits you then.",
    answers_first="Before this step your team needs some answers from you.",
    test_first="A test comes before this step: {}. {}",
    other_first="Something else may have to come before this step.",
    judged="After about {} weeks you and your team look at how it went.",
    yours="You decide. You may say no, take your time, or ask someone else as well.",
    yours_after="What is said at the top comes first. For all else you decide. You may say no or ask someone else as "
    "well.",
    stages={
        "self_care": "You can do this yourself, with advice.",
        "conservative": "This is care without an operation. It takes some weeks, and your own part in it counts.",
        "medicine": "This is a medicine. The person who prescribes it tells you how to take it and what to watch for.",
        "injection": "This is done with a needle. Relief, if it comes, often lasts for weeks or months.",
        "ablation": "A needle treats small nerves so that they pass on less pain. This can wear off.",
        "neuromodulation": "A device can turn the pain down. It repairs nothing. A test period comes first.",
        "operation": "This is an operation. It needs a clear target, and time to heal. First a surgeon talks it over "
        "with you.",
    },
    do="What you can do",
    do_not="What to take care with",
    hear="What you may hear, and what studies show",
    questions="Three questions to bring",
    ask_goal="This is what I want most: “{}”. Can the next step help me with that?",
    ask_step="What should the next step change for me?",
    ask_test="What would this test change?",
    ask_harm="What could go wrong? What if we wait?",
    ask_judged="How and when will we know if it worked? What is next if it did not?",
    ask_urgent=(
        "What could this sign mean, and how do you check it now?",
        "What should make me come back or call at once?",
        "Who looks at my lasting pain after this?",
    ),
    help="When to get help",
    help_lead="Do not wait if one of these is new. The whole list is at the end.",
    phone="Telephone of your team: ……………………………………",
    signs={
        "neck": "Your neck swells or it is hard to breathe after neck surgery: call your emergency number now.",
        "bladder": "You cannot pass water, you wet or soil yourself, or you are numb between the legs: call your "
        "emergency number now.",
        "cord": "Your hands get clumsy, your walk gets unsteady, or both legs get weak within days: call your "
        "emergency number now.",
        "weak": "An arm or leg gets weak, or a foot drops: be seen today. Both legs: call your emergency number now.",
        "fever": "Fever or shaking chills with back or neck pain, or a wound that is red, hot or wet: be seen today.",
        "breath": "You are suddenly short of breath or have chest pain: call your emergency number now.",
        "device": "Your pump or stimulator gives an alarm or the skin over it is red, or you get fever: call the team "
        "that put it in today. If you get weak or confused: call your emergency number now.",
        "life": "You think of ending your life: tell someone today. If you have a plan: call your emergency number "
        "now. You are not alone.",
        "opioid": "You take a strong pain medicine. If someone finds you hard to wake or breathing slowly: they call "
        "the emergency number now.",
    },
)

ES = PatientWords(
    title="Su dolor tras la operación: qué sigue",
    lead="Esta hoja es para usted. La autorizó {} el {}.",
    draft="Borrador para el médico, no autorizado",
    draft_text="Todavía no es para el paciente. Léalo. Si está bien, autorícelo en el archivo del caso.",
    foot="Ayuda a su equipo. No hace ningún diagnóstico.",
    unread="Haga caso de estos consejos. El texto en español de estas señales, también el de la lista del final, "
    "todavía no lo ha revisado un profesional sanitario.",
    story="Su historia",
    no_story="Aún no tenemos sus palabras. Anote cómo empezó y qué no puede hacer. Tráigalo con usted.",
    one_operation="Le operaron una vez de la columna.",
    operations="Le operaron {} veces de la columna.",
    last="La última vez fue en {}.",
    goals="Lo que más quiere, en sus propias palabras: «{}».",
    no_goals="Aún no sabemos lo que más quiere. Diga a su equipo qué le gustaría volver a hacer.",
    real="Su dolor es real",
    real_text=(
        "Su dolor es real. No prueba que alguien fallara. No es culpa suya.",
        "El dolor tras operarse de la columna es frecuente. Puede venir de más de un lugar, y eso puede cambiar con el "
        "tiempo. Por eso su equipo lo mira de nuevo.",
    ),
    next="Qué pasa ahora",
    urgent="Haga esto primero",
    urgent_lead="En lo que nos contó hay una señal que no debe esperar. Esto va antes que todo:",
    soon="Que se lo miren pronto",
    danger_open="Su equipo aún tiene preguntas para usted. Sirven para no pasar por alto nada peligroso.",
    held="Por ahora no hay un tratamiento previsto para el dolor que dura. Su equipo le dirá por qué y cuándo puede "
    "cambiar.",
    talk="Su equipo hablará con usted de los pasos que siguen.",
    test="Primero una prueba: {}. {} Puede mostrar qué paso le va mejor.",
    test_later="Su equipo también puede proponer una prueba: {}. {}",
    first="Primero: {}. {}",
    later="Si eso no ayuda lo bastante: {}. {}",
    by_test="Si eso no ayuda lo bastante, una prueba: {}. {} Lo que muestre decide qué paso le va bien entonces.",
    answers_first="Antes de este paso su equipo necesita algunas respuestas de usted.",
    test_first="Antes de este paso se hace una prueba: {}. {}",
    other_first="Puede que antes haga falta otra cosa.",
    judged="A las {} semanas, más o menos, usted y su equipo verán cómo ha ido.",
    yours="Usted decide. Puede decir que no, tomarse su tiempo o preguntar también a otra persona.",
    yours_after="Lo de arriba va primero. En lo demás usted decide. Puede decir que no o preguntar también a otra "
    "persona.",
    stages={
        "self_care": "Esto puede hacerlo usted, con consejo.",
        "conservative": "Es un cuidado sin operación. Lleva unas semanas, y lo que usted haga cuenta.",
        "medicine": "Es una medicina. Quien la receta le dice cómo tomarla y qué vigilar.",
        "injection": "Se hace con una aguja. El alivio, si llega, suele durar semanas o meses.",
        "ablation": "Una aguja trata nervios pequeños para que pasen menos dolor. El efecto puede irse.",
        "neuromodulation": "Un aparato puede bajar el dolor. No repara nada. Antes hay un tiempo de prueba.",
        "operation": "Es una operación. Hace falta un blanco claro y tiempo para curar. Antes un cirujano lo habla con "
        "usted.",
    },
    do="Qué puede hacer usted",
    do_not="Con qué tener cuidado",
    hear="Lo que puede oír, y lo que muestran los estudios",
    questions="Tres preguntas para llevar",
    ask_goal="Esto es lo que más quiero: «{}». ¿Me puede ayudar en eso el próximo paso?",
    ask_step="¿Qué debe cambiar para mí el próximo paso?",
    ask_test="¿Qué cambiaría esta prueba?",
    ask_harm="¿Qué puede salir mal? ¿Y si esperamos?",
    ask_judged="¿Cómo y cuándo sabremos si funcionó? ¿Qué sigue si no?",
    ask_urgent=(
        "¿Qué puede ser esta señal y cómo se mira ahora?",
        "¿Cuándo debo volver o llamar enseguida?",
        "¿Quién mira después mi dolor de siempre?",
    ),
    help="Cuándo pedir ayuda",
    help_lead="No espere si algo de esto es nuevo. La lista entera está al final.",
    phone="Teléfono de su equipo: ……………………………………",
    signs={
        "neck": "Tras operarse el cuello, se hincha o le cuesta respirar: llame ya a emergencias.",
        "bladder": "No puede orinar, se le escapa la orina o las heces, o tiene dormida la zona entre las piernas: "
        "llame ya a emergencias.",
        "cord": "En días las manos se vuelven torpes, la marcha insegura o las dos piernas débiles: llame ya a "
        "emergencias.",
        "weak": "Un brazo o una pierna pierde fuerza, o se le cae un pie: que le vean hoy. Las dos piernas: llame ya a "
        "emergencias.",
        "fever": "Fiebre o escalofríos con dolor de espalda o cuello, o una herida roja, caliente o mojada: que le "
        "vean hoy.",
        "breath": "De pronto le falta el aire o le duele el pecho: llame ya a emergencias.",
        "device": "Su bomba o estimulador da una alarma, la piel de encima está roja o tiene fiebre: llame hoy al "
        "equipo que lo puso. Si tiene debilidad o confusión: llame ya a emergencias.",
        "life": "Piensa en quitarse la vida: dígaselo hoy a alguien. Si tiene un plan: llame ya a emergencias. No "
        "está sin ayuda.",
        "opioid": "Toma una medicina fuerte para el dolor. Si no se despierta bien o respira despacio: que alguien "
        "llame ya a emergencias.",
    },
)

WORDS: Mapping[str, PatientWords] = {"en": EN, "es": ES}
LANGUAGES = tuple(WORDS)
