"""Words in and beside names: first names by gender, titles, and words that no person's name holds.

Written for this project from general knowledge of English-language news; first names borne by both genders are left
out. Public domain (CC0).
"""

from __future__ import annotations

FEMALE_NAMES = frozenset(
    """aaliyah abigail ada agnes aisha alexandra alexandria alice alicia alison allison alyssa amanda amber amelia amina
    amy ana anastasia andrea angela angelina anita anna anne annie antonia april aretha ariana ashley astrid audrey
    barbara beatrice becky bella bernadette beth betsy betty beverly bianca bonnie brenda bridget brittany camila
    camille carla carly carmen carol carole carolina caroline carolyn catherine cathy cecilia charlotte chelsea cheryl
    chloe christina christine cindy claire clara claudia colleen connie constance crystal cynthia daisy danielle dawn
    deborah debbie debra denise diana diane dianne dolores donna doris dorothy edith eileen elaine eleanor elena
    elizabeth ella ellen emily emma erica erin esther eva evelyn faith fatima felicia fiona florence frances gabriela
    gabrielle gail geraldine gina gladys gloria grace greta gwen hannah harriet heather heidi helen helena henrietta
    hillary holly ilhan ingrid irene iris isabel isabella ivanka jacqueline jane janet janice jasmine jeanne jen
    jennifer jenny jessica jill joan joanna joanne josephine joy joyce juanita judith judy julia juliana julie june
    kamala karen karin kate katherine kathleen kathryn kathy katie katrina kayla kayleigh kellyanne kimberly kirsten
    kirstjen kristen kristin kristina lara latoya laura lauren laurie leah leila lena leticia lillian lily linda lisa
    lois loretta lorraine louise lucia lucy lydia lynn mabel madeleine madeline maggie malala malia manuela marcia
    margaret maria marian mariana marie marilyn marina marissa marjorie marlene martha mary matilda maureen maxine
    maya meg megan meghan melania melanie melissa mercedes meredith mia michelle mildred miranda miriam molly monica
    muriel nadia nancy naomi natalia natalie natasha nicola nicole nikki nina noor nora norma olga olivia ophelia
    pamela patricia patty paula pauline peggy penelope penny phyllis priya priscilla rachel ramona rebecca regina
    renee rhonda rita roberta rosa rosalind rose rosemary roxanne ruth sabrina sally samantha sandra sara sarah sasha
    selena serena shannon sharon sheila shelley sherry shirley sienna silvia simone sofia sonia sophia sophie stacey
    stella stephanie sue susan suzanne svetlana sylvia tamara tammy tanya tara tatiana teresa theresa tiffany tina
    tracy ursula valerie vanessa vera veronica victoria viola violet virginia vivian wanda wendy whitney willa
    winifred xiomara yolanda yvette yvonne zoe""".split()
)
MALE_NAMES = frozenset(
    """aaron abdul abdullah abraham adam adrian ahmed al alan albert alberto alejandro alex alexander alfred ali allen
    alvin amir anders andre andreas andrew andy anthony antonin antonio ari arnold arthur asif barack barry ben
    benjamin bernard bernie bill billy bob bobby boris brad bradley brandon brendan brett brian bruce bryan calvin
    carl carlos cesar charles charlie chester chris christopher chuck clarence claude clifford clint clyde colin
    conrad corey cory craig curtis cyrus dan daniel danny darren darrell dave david dean dennis derek devin dick diego
    dmitri dominic don donald doug douglas dwayne dwight dylan earl ed eddie edgar edmund eduardo edward edwin eli
    elijah elliot elon emil emmanuel enrique eric erik ernest ethan eugene evan felipe felix fernando floyd francis
    francisco francois frank franklin fred frederick gabriel gary gavin gene geoffrey george gerald gilbert giovanni
    glenn gordon graham greg gregory guillermo gus gustavo guy hakeem hamid hans harold harry harvey hassan hector
    henry herbert herman howard hubert hugh hugo hussein ian ibrahim igor isaac ivan jack jacob jake jamal james jared
    jason javier jay jeb jeff jeffrey jeremy jerome jerry jim jimmy joaquin joe joel joey john johnny jon jonah
    jonathan jorge jose joseph josh joshua juan julian julio julius justin karl keith ken kenneth kenny kevin khalid
    khizr kurt kyle lance larry lars lawrence leo leon leonard leroy lev lewis liam lloyd louis lucas luis luke magnus
    malcolm manuel marc marco marcus mario mark martin marvin mathew matt matthew maurice max mel michael miguel mike
    mikhail mitch mitt mohamed mohammad mohammed muhammad nathan nathaniel neal ned neil nicholas nick nicolas nigel
    noah norman oleg oliver omar orrin oscar osama otto owen pablo patrick paul pedro pete peter phil philip phillip
    pierre rafael ralph ramon rand randy raul ray raymond reggie reince rex ricardo richard rick ricky rob robert
    roberto rodney rodrigo roger roland ron ronald rory ross roy rudolph rudy rupert russell ryan salvador sam samuel
    saul scott sean sebastian sergei sergey sergio seth shane sherrod sidney simon spencer spiro stan stanley stephen
    steve steven stuart ted terence theodore thomas tim timothy toby todd tom tommy tony travis trent trevor troy
    vernon victor vince vincent vladimir wallace walter warren wayne wilbur will william willie winston wolf xavier
    yusuf zachary""".split()
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_TITLES = _words("mr sir lord king prince congressman chairman spokesman father pope rev")
FEMALE_TITLES = _words("mrs ms miss lady dame queen princess congresswoman chairwoman spokeswoman madam sister")
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | _words(
        """dr prof professor sen sens senator senators rep reps representative representatives gov govs governor
        governors president presidents mayor judge justice gen general lt lieutenant col colonel sgt sergeant capt
        captain maj major minister chancellor secretary speaker ambassador chief sheriff officer detective inspector
        bishop archbishop cardinal rabbi imam commissioner commander admiral director leader deputy attorney
        councilman councilwoman councillor alderman baroness premier emir sheikh saint st host spokesperson
        chairperson ceo cfo chair journalist editor-in-chief representative-elect senator-elect economist pollster
        strategist analyst editor reporter coach superintendent treasurer emeritus nominee candidate whip"""
    )
)
SURNAMES_TOO = _words("king bishop judge prince major pope lord cardinal queen")
SUFFIXES = _words("jr sr ii iii iv")
PARTICLES = _words("de del der van von den bin ibn al el la le da di dos du")

NO_PERSON = _words(
    """department university college school institute institution house office party news times post journal tribune
    herald court committee senate congress parliament council commission agency bureau bank fund foundation center
    centre association union league society club company corporation inc corp co group motors street avenue road hill
    island islands river lake city county state states united north south east west new san los fort mount valley
    beach square tower towers museum church hospital airport army navy force forces police guard service services
    administration campaign board act law amendment project network press magazine radio television tv channel records
    airlines system district ministry embassy authority federation alliance front movement coalition organization
    organisation team assembly chamber security day week tuesday american british republican democratic national
    international federal supreme white black great world war gazette courier chronicle guardian observer telegraph
    daily today media review report poll survey study democrat republican conservative liberal independent
    saudi arabia hong kong puerto rico sri lanka korea zealand york angeles francisco aviv dhabi qaeda"""
)
"""Words that show a capitalised name to be no person's, unless a first name stands before them."""

ANYONE = _words(
    """democrat republican conservative liberal independent officials police critics experts lawyers lawmakers voters
    supporters opponents protesters analysts researchers authorities sources prosecutors investigators residents
    witnesses israelis iraqis pakistanis scots britons germans greens tories labour aides activists advocates
    organizers organisers scientists doctors polls reports records documents studies conservatives liberals others
    members research data evidence analysis testimony history management staff parents students workers families
    neighbors neighbours"""
)
"""Words for one of many or for many; beside them plurals such as "Americans" and "Democrats"."""

OFFICES = _words(
    """department center centre committee agency commission bureau office group company university report poll study
    survey board council ministry party court house"""
)
"""Words that alone, as in "the Department", name no office."""
