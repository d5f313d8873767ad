"""Word lists of the generator of changed sentences; the names of people are invented."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
FIRST_NAMES = ("Robin", "Jules", "Kit", "Marin", "Sasha", "Toni")
SURNAMES = ("Halvorsen", "Okoru", "Brandt", "Lisker", "Varga", "Penhale", "Tamsin", "Dorrel", "Quist", "Marwick")
PLACES = (
    (
        "Afghanistan", "Argentina", "Brazil", "Canada", "Chile", "China", "Cuba", "Egypt", "France", "Germany",
        "India", "Iran", "Iraq", "Israel", "Italy", "Japan", "Kenya", "Libya", "Mexico", "Nigeria", "North Korea",
        "Pakistan", "Peru", "Poland", "Qatar", "Russia", "Saudi Arabia", "South Korea", "Spain", "Sweden", "Syria",
        "Turkey", "Ukraine", "Venezuela", "Vietnam", "Yemen",
    ),
    (
        "Alabama", "Alaska", "Arizona", "California", "Colorado", "Florida", "Idaho", "Illinois", "Indiana", "Iowa",
        "Kansas", "Kentucky", "Maine", "Michigan", "Missouri", "Nevada", "New Hampshire", "Ohio", "Oregon",
        "South Carolina", "Texas", "Utah", "Virginia", "Wisconsin",
    ),
    (
        "Atlanta", "Baghdad", "Berlin", "Boston", "Brussels", "Cairo", "Chicago", "Dallas", "Denver", "Detroit",
        "Houston", "Kabul", "London", "Miami", "Moscow", "New York", "Orlando", "Paris", "Phoenix", "Seattle",
    ),
)  # fmt: skip
"""Places of one kind each, so that another fits wherever one stood."""
RIVALS = (
    ("the Senate", "the House"),
    ("The Senate", "The House"),
    ("Republicans", "Democrats"),
    ("the F.B.I.", "the C.I.A."),
    ("the FBI", "the CIA"),
)
PAST = {
    "accepted": "accept", "accused": "accuse", "agreed": "agree", "announced": "announce", "apologized": "apologize",
    "approved": "approve", "argued": "argue", "arrived": "arrive", "asked": "ask", "attended": "attend",
    "backed": "back", "began": "begin", "blocked": "block", "called": "call", "canceled": "cancel",
    "cited": "cite", "claimed": "claim", "condemned": "condemn", "confirmed": "confirm", "criticized": "criticize",
    "declared": "declare", "defended": "defend", "delivered": "deliver", "described": "describe",
    "endorsed": "endorse", "filed": "file", "gave": "give", "issued": "issue", "killed": "kill", "launched": "launch",
    "left": "leave", "lost": "lose", "mentioned": "mention", "nominated": "nominate", "offered": "offer",
    "ordered": "order", "passed": "pass", "pleaded": "plead", "praised": "praise", "pulled": "pull",
    "received": "receive", "released": "release", "repeated": "repeat", "replaced": "replace", "resigned": "resign",
    "responded": "respond", "returned": "return", "ruled": "rule", "said": "say", "sent": "send", "signed": "sign",
    "spoke": "speak", "suggested": "suggest", "testified": "testify", "tweeted": "tweet", "urged": "urge",
    "visited": "visit", "voted": "vote", "warned": "warn", "won": "win",
}  # fmt: skip
"""Past -> infinitive of verbs that news tells with."""
PARTICIPLES = {
    "announced": "announced", "approved": "approved", "backed": "backed", "blocked": "blocked", "canceled": "canceled",
    "condemned": "condemned", "confirmed": "confirmed", "criticized": "criticized", "declared": "declared",
    "defended": "defended", "denied": "denied", "dismissed": "dismissed", "endorsed": "endorsed", "issued": "issued",
    "launched": "launched", "ordered": "ordered", "passed": "passed", "praised": "praised", "rejected": "rejected",
    "released": "released", "signed": "signed", "unveiled": "unveiled", "won": "won",
}  # fmt: skip
"""Past -> participle of verbs whose object is told without them."""
ALIASES = (
    ("the United States", "the U.S."), ("the U.S.", "America"), ("the F.B.I.", "the FBI"), ("the C.I.A.", "the CIA"),
    ("the FBI", "the Federal Bureau of Investigation"), ("the Justice Department", "the Department of Justice"),
    ("the State Department", "the Department of State"), ("the United Nations", "the U.N."), ("Britain", "the U.K."),
    ("the Islamic State", "ISIS"), ("the G.O.P.", "the Republican Party"), ("the GOP", "the Republican Party"),
    ("the Pentagon", "the Defense Department"), ("the Supreme Court", "the nation's highest court"),
    ("Obamacare", "the Affordable Care Act"),
)  # fmt: skip
"""Two names of one body or country; either stands for the other."""
