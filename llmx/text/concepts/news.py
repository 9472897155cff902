"""Vocabulary of conflict news: English words | Arabic words | Persian words, one concept a line.

The first English word names the concept. A word of several meanings stands in several lines. A
line that begins with blanks goes on with the one before it.
"""

from __future__ import annotations

NEWS = """
army armies|جيش الجيوش جيشه|ارتش ارتشی
forces force|قوات قوة قواته قواتها قوى|نیروهای نیروها نیرو نیروی
fighter fighters gunmen gunman militant militants|مقاتل مقاتلين مقاتلون مقاتلي مقاتلو مسلح مسلحين
  مسلحون مسلحي مسلحو مسلحا عناصر عنصر عنصرا|رزمنده رزمندگان رزمندگانی عناصر شبهنظامیان پیکارجو
  پیکارجویان مسلح
soldier soldiers serviceman servicemen troops conscripts|جندي جنود جنديا جنديان جنديين جنودا
  مجندين مجند عسكريين|سرباز سربازان سربازی نظامیان
officer officers|ضابط ضباط ضابطا ضابطان|افسر افسران
commander commanders commanded|قائد قادة قيادي القيادي قياديا قياديين|فرمانده فرماندهان فرماندهی
command|قيادة قيادات|ستاد
general|جنرال لواء|ژنرال سرلشکر سردار
brigade brigades|كتائب ألوية|تیپ تیپهای
battalion battalions|كتيبة كتيبتين كتائب|گردان گردانهای
unit units|وحدات وحدة|یگان یگانهای یگانها واحد
militia militias militiamen|ميليشيا ميليشيات مليشيات مليشيا ميليشياوي|شبهنظامی شبهنظامیان میلیشیا
terrorist terrorists terrorism|إرهابي إرهابيين إرهابية إرهابيون إرهابيي الإرهاب إرهاب|تروریست
  تروریستها تروریستهای تروریستی تروریستان
group groups|مجموعة مجموعات جماعة جماعات فصائل فصيل|گروه گروهها گروههای گروهی
organization organisation organizations organisations|تنظيم منظمة منظمات تنظيمات|سازمان سازمانهای
movement movements|حركة حركات|جنبش
party parties|حزب أحزاب|حزب احزاب
opposition|معارضة معارضين معارضون|مخالفان مخالف اپوزیسیون
rebel rebels insurgents putschists|متمردين متمردون ثوار انقلابيين انقلابية متمرد|شورشی شورشیان
isis|داعش الدواعش|داعش داعشی داعشیها داعشیهای
nusra|نصرة|النصره نصره
taliban|طالبان|طالبان
houthi houthis|حوثي حوثيين حوثيون حوثية|حوثی حوثیها انصارالله
coalition|تحالف ائتلاف|ائتلاف
ally allies allied|حلفاء حلفائه حلفاؤه حليف حلفاءه حليفة|متحدان همپیمان همپیمانان همپیمانانش متحد
  متحدانش
guards guard|حرس حراس|سپاه پاسداران نگهبان
police policeman policemen|شرطة شرطي شرطيين|پلیس
security|أمن أمنية أمني أمنيا|امنیت امنیتی
intelligence|استخبارات مخابرات|اطلاعاتی
military|عسكري عسكرية عسكريا عسكريتين|نظامی
guerrilla guerrillas|عصابات|چریکی چریک
civilian civilians|مدني مدنيين مدنيون مدنيا مدنية|غیرنظامی غیرنظامیان شهروندان شهروند
child children|طفل أطفال طفلا طفلين طفلان طفلة أطفالا|کودک کودکان کودکی بچه بچهها خردسال
woman women female|امرأة نساء سيدة نسوة سيدات سيدتان سيدتين النسائية|زن زنان زنی
man men|رجل رجال رجلا|مرد مردان مردی
girl girls daughter|فتاة فتيات طفلة ابنة|دختر دختربچه دختران
boy son sons|ابن أبناء أبنائه نجل فتى صبي|پسر پسران فرزند فرزندان
family families|عائلة عائلات أسرة عوائل أسر|خانواده خانوادهها خانوادههای
resident residents inhabitants locals|سكان أهالي أهال قاطني|ساکنان ساکن اهالی
people persons person|شخص أشخاص شخصا شخصين ناس|نفر تن مردم افراد
youth young|شاب شبان شباب شابا|جوان جوانان
elderly|مسن مسنين مسنة|سالمند سالخورده
farmer farmers farm|مزارع مزارعين فلاح مزرعة|کشاورز کشاورزان مزرعه
worker workers|عامل عمال عمالا|کارگر کارگران
employee employees staff|موظف موظفين موظفي موظفا|کارمند کارمندان کارکنان
driver drivers|سائق سائقها سائقي سائقين|راننده رانندگان
doctor doctors physician|طبيب أطباء طبيبين أطباء|پزشک پزشکان دکتر
nurse nurses|ممرضة ممرض ممرضين|پرستار پرستاران
teacher teachers|معلم معلمين مدرس معلمة معلمات|معلم معلمان آموزگار
student students|طالب طلاب طلبة تلاميذ تلميذ|دانشجو دانشجویان دانشآموز دانشآموزان
journalist journalists reporter correspondent|صحفي صحفيين مراسل مراسلنا صحافي صحافيين
  إعلامي|خبرنگار خبرنگاران روزنامهنگار
activist activists|ناشط ناشطين ناشطون نشطاء|فعال فعالان کنشگر کنشگران
prisoner prisoners detainee detainees|سجين سجناء أسير أسرى أسيرا معتقلين|زندانی زندانیان
  بازداشتشدگان اسرا اسیران
refugee refugees|لاجئ لاجئين لاجئون لاجئا|پناهنده پناهندگان پناهجو پناهجویان
migrant migrants|مهاجر مهاجرين مهاجرون|مهاجر مهاجران
pilgrim pilgrims|حجاج حاج معتمرين زوار|زائر زائران حجاج
tribe tribes tribal|قبيلة قبائل عشائر عشيرة قبلي قبلية|قبیله قبایل عشایر
sheikh|شيخ|شیخ
village villages|قرية قرى قريتين قريتي قريتان|روستا روستاها روستاهای روستای
town towns|بلدة بلدات بلدتي بلدتين|شهرک شهرکهای
city cities|مدينة مدن مدينتي|شهر شهرها شهرهای
neighborhood neighbourhood neighborhoods neighbourhoods quarter|حي أحياء حيي|محله محلههای محلات
district districts|مديرية قضاء|ناحیه ولسوالی شهرستان بخش
area areas region zone|منطقة مناطق منطقتي|منطقه مناطق منطقهای
province governorate provinces|محافظة محافظات ولاية|استان ولایت استانهای ولایتهای
countryside rural|ريف أرياف|حومه
capital|عاصمة|پایتخت
border borders frontier|حدود حدودية حدودي|مرز مرزی مرزها مرزهای
road roads route|طريق طرق طرقات|جاده راه جادههای
street streets|شارع شوارع|خیابان خیابانها
highway|أوتوستراد|بزرگراه اتوبان
bridge bridges|جسر جسور|پل پلهای
tunnel tunnels|نفق أنفاق أنفاقا|تونل تونلها تونلهای
crossing|معبر معابر|گذرگاه
airport|مطار مطارات|فرودگاه
port|ميناء مرفأ موانئ|بندر
base bases|قاعدة قواعد|پایگاه پایگاههای
camp camps|مخيم مخيمات معسكر معسكرات|اردوگاه اردوگاهها کمپ
checkpoint checkpoints|حاجز حواجز نقاط|ایست بازرسی ایستهای
outpost outposts post posts|نقطة نقطتين|پاسگاه پاسگاهها پست
headquarters|مقر مقرات مقره مقراتهم مقرا|مقر
position positions|موقع مواقع موقعا موقعين مواقعها|مواضع موضع مواضعی
center centre|مركز مراكز|مرکز مرکزی
stronghold bastion fortress|معقل معاقل معقلا|قلعه دژ پایگاه
market|سوق أسواق|بازار
mosque mosques|مسجد مساجد جامع|مسجد مساجد
church churches|كنيسة كنائس|کلیسا
school schools|مدرسة مدارس|مدرسه مدارس
university|جامعة جامعات|دانشگاه
hospital hospitals|مستشفى مستشفيات مشفى مشافي|بیمارستان بیمارستانها بیمارستانهای
clinic medical|طبي طبية عيادة|درمانگاه پزشکی درمانی
house houses home homes|منزل منازل بيت بيوت منزله|خانه خانهها خانههای خانهای منزل
building buildings|مبنى مباني بناء أبنية|ساختمان ساختمانها
bakery|فرن مخبز أفران|نانوایی
mountain mountains mount|جبل جبال جبلية|کوه کوهستان کوهها
hill hills|تلة تلال|تپه تپههای
heights|مرتفعات|ارتفاعات بلندیهای
slope slopes|سفح منحدرات|دامنه دامنههای
valley|وادي|دره
desert|صحراء بادية صحراوية|بیابان صحرا
river|نهر|رود رودخانه
sea coast coastal|بحر ساحل ساحلي|دریا ساحل ساحلی
euphrates|فرات|فرات
island|جزيرة|جزیره
forest|غابة غابات|جنگل
field|ميداني ميدانية|میدانی
oil|نفط نفطية نفطي|نفت نفتی
gas|غاز|گاز
plain|سهل|دشت
east eastern northeast northeastern southeast southeastern|شرق شرقي شرقية شرقا|شرق شرقی
west western northwest northwestern southwest southwestern|غرب غربي غربية غربا|غرب غربی
north northern northwest northwestern northeast northeastern|شمال شمالي شمالية شمالا|شمال شمالی
south southern southwest southwestern southeast southeastern|جنوب جنوبي جنوبية جنوبا|جنوب جنوبی
front fronts|جبهة جبهات|جبهه جبههها
axis axes|محور محاور|محور محورهای
attack attacks attacked attackers|هجوم هجمات هجوما هاجم مهاجمين هاجمت اعتداء اعتداءات|حمله حملات
  حملهای یورش تهاجم
clash clashes clashed fighting|اشتباكات اشتباك مواجهات اشتبكت قتال|درگیری درگیریها درگیریهای درگیر
battle battles|معركة معارك|نبرد نبردها جنگ
war wars|حرب حروب|جنگ جنگی
strike airstrike airstrikes airstrikes raids raid|غارة غارات غاراتها|حملههوایی بمباران
bombed bombing bombardment bombarded|قصف قصفت يقصف تقصف بقصف|بمباران بمبارانها
shelling shelled artillery|مدفعية مدفعي مدفعيا قصف|توپخانه گلولهباران توپخانهای خمپاره
shell shells mortar mortars|قذيفة قذائف هاون|خمپاره گلوله گلولهها خمپارهای
rocket rockets missile missiles|صاروخ صواريخ صاروخا صاروخين صاروخي|موشک موشکها موشکهای راکت راکتها
  موشکی
drone drones unmanned|مسيرة مسيرات درون|پهپاد پهپادها پهپادی
aircraft plane planes warplane warplanes jets aviation|طائرة طائرات طيران طائرتين مقاتلات|هواپیما
  هواپیماهای جنگنده جنگندهها جنگندههای
helicopter helicopters|مروحية مروحيات هليكوبتر|بالگرد هلیکوپتر
air|جوية جوي جوا|هوایی
ground|بري برية|زمینی
tank tanks|دبابة دبابات|تانک تانکها
vehicle vehicles truck trucks|مركبة مركبات عربة عربات آلية آليات شاحنة شاحنات عربتين سيارة
  سيارات|خودرو خودروی خودروهای کامیون
car cars|سيارة سيارات سيارتين|خودرو خودروی اتومبیل ماشین
convoy column|رتل قافلة أرتال قوافل|ستون کاروان
bomb bombs explosive device devices ied ieds|عبوة عبوات قنبلة قنابل ناسفة|بمب بمبها بمبهای
  بمبگذاری بمبگذاریشده
mine mines demining|لغم ألغام ألغاما|مین مینها مینهای مینروبی
explosion exploded blast blasts|انفجار انفجارات انفجر انفجرت تفجير تفجيرات|انفجار انفجارهای منفجر
suicide|انتحاري انتحاريا انتحارية انتحاريين|انتحاری
booby|مفخخة مفخخات مفخخ|بمبگذاریشده
ambush ambushed|كمين كمائن كمينا|کمین
sniper snipers|قناص قناصة قنص|تکتیرانداز
gun guns rifle rifles|بندقية بنادق رشاش رشاشات|تفنگ سلاح اسلحه
weapon weapons arms|سلاح أسلحة عتاد سلاحهم أسلحتهم|سلاح اسلحه تسلیحات جنگافزار تسلیحاتی
ammunition|ذخيرة ذخائر|مهمات
depot warehouse store|مستودع مخزن مستودعات مخازن مخزنا|انبار انبارهای
siege besieged encirclement surrounded|حصار محاصرة يحاصر حاصرت محاصر طوق|محاصره محاصرهشده
offensive operation operations|عملية عمليات عملياتها|عملیات عملیاتی
advance advanced advancing progress|تقدم تقدمت تقدما تقدمهم|پیشروی پیشرویها
control controlled controls|سيطرة سيطرت سيطرته سيطرتها سيطر|کنترل تسلط سیطره
liberated liberation liberate|تحرير حرر حررت يحرر تحرر|آزاد آزادسازی آزادی
captured entered entry enter|دخول دخلت دخل اقتحام|ورود وارد
repelled repel thwarted foiled|صد تصدت صدت صدوا إحباط أحبطت أفشلت يصد تصدى|دفع ناکام خنثی
withdrawal withdrew|انسحاب انسحبت انسحب|عقبنشینی
reinforcements|تعزيزات|کمکی
patrol patrols|دورية دوريات دورياتها|گشت گشتی
raided search searched|داهمت مداهمة تفتيش تمشيط|بازرسی تفتیش
ceasefire truce|هدنة وقف|آتشبس
agreement deal accord|اتفاق اتفاقية اتفاقا|توافق توافقنامه
talks negotiations dialogue|محادثات مفاوضات مباحثات حوار|مذاکرات گفتوگو گفتوگوها مذاکره
peace|سلام|صلح
meeting met meet|اجتماع لقاء التقى يلتقي اجتمع|دیدار نشست جلسه
visit visited|زيارة زار|سفر بازدید
delegation delegations|وفد وفود وفدان|هیئت هیأت
summit|قمة|اجلاس
president presidential|رئيس رئاسة رئاسي|رئیسجمهور رئیسجمهوری
minister ministers|وزير وزراء|وزیر وزرا
ministry|وزارة|وزارت
government|حكومة حكومي حكومية الحكومة|دولت دولتی
regime|نظام|رژیم
parliament|برلمان نواب|مجلس پارلمان
governor mayor wali|محافظ والي والى|استاندار والی فرماندار
official officials|مسؤول مسئول مسؤولين مسؤولون|مقام مقامات مسئول مسئولان
spokesman spokesperson spokeswoman|متحدث ناطق المتحدث|سخنگوی سخنگو
leader leaders|زعيم متزعم متزعمي قادة قيادات متزعميه متزعمان|رهبر رهبران سرکرده سرکردگان
ambassador|سفير|سفیر
embassy|سفارة|سفارت
united nations|متحدة|متحد ملل
council|مجلس|شورای شورا
committee committees|لجنة لجان|کمیته کمیتههای
commission|هيئة مفوضية|کمیسیون
court courts|محكمة محاكم|دادگاه
judge|قاض قاضي|قاضی
trial sentence sentenced|محاكمة حكم حكمت|محاکمه محکوم حکم
law|قانون|قانون
prison jail|سجن سجون|زندان زندانهای
election elections vote|انتخابات تصويت|انتخابات رأیگیری
protest protests protesters demonstration demonstrators|مظاهرة مظاهرات احتجاج احتجاجات احتجاجا
  محتجين متظاهرين تظاهرة|اعتراض اعتراضات تظاهرات معترضان تظاهرکنندگان
statement|بيان بيانا|بیانیه
source sources|مصدر مصادر|منبع منابع
witness witnesses eyewitnesses|شهود شاهد عيان|شاهدان شاهد
media|إعلام إعلامية وسائل|رسانه رسانهها رسانههای
agency|وكالة|خبرگزاری
website site|موقع|وبگاه سایت پایگاه
channel television radio network|قناة تلفزيون راديو إذاعة|شبکه تلویزیون تلویزیونی رادیو
video videos|فيديو فيديوهات|ویدیو ویدئو ویدئویی
news report reports reported|تقرير تقارير أفادت أفاد|گزارش خبر گزارشها
announced announcement|أعلن أعلنت إعلان يعلن|اعلام
said says told stated|قال قالت يقول تقول ذكر ذكرت صرح|گفت گفته گفتند میگوید میگویند
added|أضاف أضافت|افزود افزودند
confirmed affirmed stressed|أكد أكدت أكدوا يؤكد|تأکید تاکید تایید تأیید
denied denies deny denial|نفى نفت ينفي نفي|تکذیب رد انکار
claimed claims claim|زعم زعمت ادعى ادعت مزاعم|مدعی ادعا ادعای
accused accuse accusing|اتهم اتهمت اتهام|متهم اتهام
noted indicated pointed|أشار أشارت مشيرا مشيرة لفتت|اشاره
explained|أوضح أوضحت|توضیح
warned warning|حذر حذرت تحذير|هشدار
condemned|أدان أدانت إدانة استنكر|محکوم
demanded demand|طالب طالبت مطالب دعا دعت|خواستار خواست
responsibility responsible|مسؤولية مسؤول مسئولا مسئول|مسئولیت مسئول
investigation investigating|تحقيق تحقيقات|تحقیق تحقیقات
decision decided|قرار قررت قرر|تصمیم
plan planned|خطة خطط مقرر|برنامه طرح قرار
launched began started begin start|بدأ بدأت أطلق أطلقت شن شنت ستبدأ|آغاز شروع
continue continued continuing continues|استمرار تواصل يواصل ستواصل استمرت متواصل|ادامه
ended finished|انتهاء انتهت انتهى|پایان
stopped suspend suspended halt|أوقف تعليق تعلق وقف|تعلیق توقف متوقف
returned return|عودة عاد عادت|بازگشت بازگشتند
arrived reached arrival|وصول وصل وصلت|رسیدن رسید
sent dispatched send|إرسال أرسلت أرسل ستدفع|اعزام ارسال
found discovered|عثرت عثر العثور عثور|کشف یافت
released freed release|إفراج أفرج سراح إطلاق|آزادی آزاد
kidnapped abducted abduction|خطف اختطف اختطاف خطفت|ربودن ربودند ربوده آدمربایی
planted|زرع زرعها|کارگذاری کار
dismantled defused dismantling|فككت تفكيك يفككون|خنثی
rescue rescued|إنقاذ|امداد نجات
aid relief humanitarian|إغاثة إغاثية مساعدات إنسانية مساعدة|کمک کمکهای امدادی بشردوستانه
food|غذاء غذائية أغذية|غذا غذایی
water|مياه ماء المياه|آب
bread|خبز|نان
fuel|وقود محروقات|سوخت
electricity power|كهرباء|برق
money funds|أموال مال|پول
dollar dollars|دولار دولارا|دلار
salary salaries pay|رواتب راتب|حقوق
price prices|أسعار سعر|قیمت
economy economic|اقتصاد اقتصادية اقتصادي|اقتصاد اقتصادی
medicine|دواء أدوية|دارو
disease epidemic|مرض وباء أمراض|بیماری
fire fires|حريق حرائق نيران|آتش آتشسوزی
rain floods flood|أمطار سيول فيضانات|سیل باران
earthquake|زلزال|زلزله
rubble|أنقاض ركام|آوار
tractor|جرار|تراکتور
sinai|سيناء|سینا
today|اليوم|امروز
yesterday|أمس|دیروز
tomorrow|غدا|فردا
dawn|فجر|سحرگاه بامداد سپیدهدم
morning|صباح صباحا|صبح
evening|مساء|عصر شامگاه
night overnight|ليل ليلة ليلا|شب
hour hours|ساعة ساعات ساعتين|ساعت ساعته
day days|يوم أيام يوما يومين|روز روزهای روزه
week weeks|أسبوع أسابيع أسبوعان أسبوعين|هفته هفتهای
month months|شهر أشهر شهور شهرين|ماه ماهه
year years|سنة عام أعوام سنوات عاما|سال سالهای
saturday|السبت سبت|شنبه
sunday|الأحد|یکشنبه
monday|الاثنين الإثنين|دوشنبه
tuesday|الثلاثاء|سهشنبه
wednesday|الأربعاء|چهارشنبه
thursday|الخميس|پنجشنبه
friday|الجمعة|جمعه
january|يناير|ژانویه
february|فبراير شباط|فوریه
april|أبريل نيسان|آوریل
june|يونيو حزيران|ژوئن
july|يوليو تموز|ژوئیه جولای
august|أغسطس آب|اوت
september|سبتمبر أيلول|سپتامبر
october|أكتوبر|اکتبر
november|نوفمبر|نوامبر
december|ديسمبر|دسامبر
syria syrian|سوريا سورية سوري سوريين|سوریه سوری
iraq iraqi|العراق عراقي عراقية عراق|عراق عراقی
iran iranian|إيران إيراني إيرانية|ایران ایرانی
yemen yemeni|اليمن يمني يمنية|یمن یمنی
libya libyan|ليبيا ليبي ليبية|لیبی لیبیایی
egypt egyptian|مصر مصري مصرية|مصر مصری
lebanon lebanese|لبنان لبناني لبنانية|لبنان لبنانی
israel israeli|إسرائيل إسرائيلي إسرائيلية|اسرائیل اسرائیلی صهیونیستی
palestine palestinian palestinians|فلسطين فلسطيني فلسطينية فلسطينيين|فلسطین فلسطینی فلسطینیان
turkey turkish|تركيا تركي تركية|ترکیه ترک
russia russian|روسيا روسي روسية|روسیه روسی
america american us|أمريكا أمريكي أمريكية أميركي أميركية أميركا أميركيا أميركيين|آمریکا آمریکایی
  امریکا
saudi arabia|السعودية سعودي سعودية|سعودی عربستان
afghanistan afghan|أفغانستان أفغاني|افغانستان افغان
pakistan pakistani|باكستان|پاکستان پاکستانی
kurdish kurds|كردي كردية أكراد|کردها کردی
arab|عربي عربية عربى|عربی عرب
damascus|دمشق|دمشق
aleppo|حلب|حلب
idlib|إدلب|ادلب
homs|حمص|حمص
hama|حماة|حماه
daraa|درعا|درعا
raqqa|الرقة رقة|رقه الرقه
deir|دير|دیرالزور
baghdad|بغداد|بغداد
mosul|الموصل موصل|موصل
sanaa|صنعاء|صنعا
marib|مأرب|مأرب
gaza|غزة|غزه
kabul|كابول|کابل
tehran|طهران|تهران
red|أحمر|سرخ
new|جديد جديدة|جدید جدیدی تازه
old|قديم قديمة|قدیمی
large big|كبير كبيرة كبيرا|بزرگ گسترده گستردهای
wide|واسع واسعة واسعا|گسترده
heavy|ثقيلة ثقيل عنيفة|سنگین
local|محلي محلية|محلی
national|وطني وطنية|ملی
international|دولي دولية|بینالمللی بین‌المللی
popular|شعبية شعبي|مردمی شعبی
political|سياسي سياسية|سیاسی
special|خاصة خاص|ویژه
foreign|أجنبي أجنبية أجانب خارجية|خارجی
engineering|هندسة|مهندسی
independent|مستقل مستقلة|مستقل
unknown unidentified|مجهولين مجهولون مجهولة مجهول|ناشناس
several|عدة عدد|چند چندین
many|عديد كثير|بسیاری
half|نصف|نیمی نصف
percent|بالمئة مئة المائة|درصد
million millions|مليون ملايين|میلیون
last|ماضي الماضي ماضية آخر|گذشته آخرین
next coming|مقبل مقبلة قادم قادمة|آینده
first|أول أولى|نخست نخستین اول اولین
second|ثاني ثانية|دوم دومین
third|ثالث ثالثة|سوم
"""
