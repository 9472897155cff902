"""English words of outcomes."""

from __future__ import annotations

from llmx.text.concepts.outcome import Row

ENGLISH = (
    Row("killed", "both", "killed slain murdered martyred slaughtered"),
    Row("killed", "right", "killing kill kills slaying martyrdom murder martyring"),
    Row(
        "killed", "left", "died dies die dying perished perish deaths fatalities fatality killings"
    ),
    Row("killed", "left", "dead", unless=r"\W*(?:sea|end|zone|letters?|weight)\b"),
    Row(
        "killed",
        "both",
        "death",
        nearly=r"(?<=life and death)|(?<=life or death)|(?= and life\b)|(?<=brink of death)"
        r"|(?<=near death)|(?<=from death)|(?<=close to death)",
        unless=r"\W*(?:tolls?|penalt|sentenc|threat|squad|row|certificate|anniversary|camps?)",
    ),
    Row(
        "killed",
        "both",
        "lives life",
        strong=False,
        surely=r"\b(?:los[et]|losing|gave|sacrificed) (?:his|her|their) (?:own )?li(?:fe|ves)$"
        r"|\b(?P<of>(?:claim|tak|cost)(?:s|ed|e|es|ing)?|took|cost) the li(?:fe|ves)$",
    ),
    Row(
        "killed",
        "both",
        "fatal fatally deadly lethal lethally martyr martyrs eliminated eliminate "
        "eliminating elimination neutralised neutralized neutralising neutralizing liquidated "
        "liquidating liquidation executed execution executions executing assassinated "
        "assassination assassinations assassinating massacre massacres massacred bodies body "
        "corpse corpses fell fallen victims victim beheaded beheading hanged lynched drowned "
        "suffocated burial buried funeral funerals mourned mourners wiped toll tolls murders "
        "killers killer perishing demise succumbed slaughter carnage suicide end ends finished "
        "remains late loss losses lost losing felled gunned shot stabbed passed decimated mown "
        "slew assassinate assassinates assassins decapitated strangled throat throats electrocuted "
        "asphyxiated trampled burnt burned coffin coffins grave graves morgue bury burying buries "
        "interred deceased deadliest neutralise neutralize neutralises liquidate mortally breath "
        "succumbing succumb dispatched annihilated crushed massacring",
        strong=False,
    ),
    Row("wounded", "both", "wounded injured wounds"),
    Row("wounded", "both", "injury injuries"),
    Row("wounded", "right", "wounding injuring injures injure"),
    Row("wounded", "both", "wound", strong=False),
    Row("wounded", "both", "coma comatose icu critically", strong=False),
    Row(
        "wounded",
        "both",
        "intensive critical",
        strong=False,
        unless=r"(?! (?:care|condition|state|but stable)\b)",
    ),
    Row(
        "wounded",
        "both",
        "hurt harm hit hits hitting hurting struck maimed shot infected infection infections cases "
        "suffered sustained burns harmed harm affected contracted disabled afflicted stabbed "
        "shrapnel "
        "amputated burned fractures hospitalised hospitalized amputation amputations lacerations "
        "concussion concussed bruises bruised treated treatment bled bleeding maiming limbs",
        strong=False,
    ),
    Row("casualties", "left", "casualties casualty"),
    Row("casualties", "left", "losses loss victims victim toll", strong=False),
    Row("captured", "both", "arrested detained abducted kidnapped apprehended imprisoned jailed"),
    Row("captured", "right", "arresting detaining abducting kidnapping apprehending"),
    Row("captured", "both", "arrest arrests detention abduction abductions kidnappings"),
    Row("captured seized", "both", "captured"),
    Row("captured seized", "right", "capturing capture"),
    Row(  # not the wounded who are taken to hospital
        "captured seized",
        "both",
        "taken took",
        strong=False,
        unless=r"[^,.;]{0,40}? (?:hospitals?|clinics?|treatment|intensive care|morgue)\b",
    ),
    Row(
        "captured",
        "both",
        "captures prisoner prisoners captive captives captivity hostage hostages detainee "
        "detainees detain arrestee kidnap abduct jail prison prisons held custody stopped "
        "stopping rounded snatched nabbed inmates convicts internees remanded "
        "detains arrestees caught seized kidnappers holding imprisonment incarcerated "
        "grabbed interned "
        "abductors abductees abducts abductor kidnapper kidnaps captor captors apprehend bars "
        "handcuffed enslaved roundup busted trapped exchanged swap extradited",
        strong=False,
    ),
    Row("surrendered", "left", "surrendered surrendering"),
    Row(
        "surrendered",
        "both",
        "surrender surrenders handed hand handing turned themselves gave given capitulated "
        "capitulate "
        "capitulation yielded laid give defected submitted submit defectors defector joined "
        "reconciled amnesty capitulating defecting lay laying",
        strong=False,
    ),
    Row("fled", "right", "flight", unless=r"(?! of )"),
    Row("fled", "left", "fled fleeing flee flees withdrew withdrawn retreated"),
    Row(
        "fled",
        "both",
        "escape escaped escapes escaping withdraw withdrawal withdrawing withdraws retreat "
        "retreats retreating left leave leaving leaves fugitive fugitives fugitively runaway "
        "pulled pulling pullout evacuated evacuation evacuate ran away went departed abandoned "
        "departure exit exodus driven expelled escapee escapees slipped moved backed back refuge "
        "sought routed dispersed scattered deserted relinquished heels vacated vacate vacating "
        "absconded decamped disengaged redeployed evacuating deserters bolted scrambled fallback "
        "running abandoning rolled drew fell pushed",
        strong=False,
    ),
    Row("fled", "left", "run", strong=False, unless=r"(?<!\bon the run)(?<!\bto run)"),
    Row("fled missing", "left", "large", strong=False, unless=r"(?<!\bat large)"),
    Row("destroyed", "both", "shooting", strong=False, unless=r"(?! down\b)"),
    Row("missing", "left", "missing", unless=r"\W*(?:from|out|persons|link)\b"),
    Row(
        "missing",
        "both",
        "disappeared disappearance disappearances vanished unaccounted lost loss trapped rubble "
        "disappearing absent whereabouts unknown fate contact trace traces buried stranded "
        "unheard untraced",
        strong=False,
    ),
    Row("displaced", "both", "displaced displacement displacing"),
    Row(
        "displaced",
        "both",
        "homeless uprooted refugee refugees idps evacuees displace migrants migrated migration "
        "expelled deported emigrated driven forced refuge sheltering shelter resettled evicted "
        "relocated uprooting exiled abandoned homelessness dislocated drove drive",
        strong=False,
    ),
    Row("destroyed", "both", "destroyed demolished razed"),
    Row("destroyed", "right", "destroying demolishing destruction demolition"),
    Row(
        "destroyed",
        "both",
        "destroy destroys demolish demolishes ruined ruins ruin wrecked wrecking wreckage levelled "
        "leveled burned burnt burning burn smashed smashing shattered crushed crushing blew blown "
        "blowing blast detonated detonating dismantled dismantling obliterated devastated "
        "devastation devastating collapsed collapse torched downed shot exploded explosion "
        "explosions eliminated "
        "annihilated annihilation wiped lost loss losses pounded pounding sabotaged sunk sank fire "
        "vandalised vandalized knocked disposed disabled hit rendered flattened defused "
        "neutralised neutralized lose loses rubble gutted incinerated intercepted intercepting "
        "downing crippled toppled crashed crash sinking sink blasted torching bulldozed ravaged "
        "scuttled liquidated immobilised immobilized wrecks eliminating",
        strong=False,
    ),
    Row("damaged", "both", "damaged damaging"),
    Row(
        "damaged",
        "both",
        "damage damages disabled affected hit harmed harm service broken broke shattered struck "
        "cracked cracks scorched losses loss impaired suffered hurt burned defective burnt "
        "crippled disrupted riddled gutted dented",
        strong=False,
    ),
    Row("seized", "both", "confiscated"),
    Row("seized captured", "both", "seized seizing"),
    Row(
        "seized captured",
        "both",
        "seizure seizures seize seizes confiscating confiscation looted looting "
        "booty spoils take takes taking retook retake retaken retaking hands found find "
        "finding discovered uncovered recovered intercepted impounded control controlled "
        "overran stormed captures capture hold held haul cache commandeered regained recaptured "
        "entered occupied gained acquired obtained plundered stolen stole wrested abandoned "
        "abandoning trophies trophy secured grabbed snatched confiscate pillaged unearthed "
        "liberated cleared behind",
        strong=False,
    ),
)
