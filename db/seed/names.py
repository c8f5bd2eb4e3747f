"""Made-up Chinese names, and numbers that belong to nobody.

Mobile numbers begin with 154, a range that has not been given to any operator; land lines have the area code 0999
and then a 0, with which no subscriber number begins. ID numbers name the area 99, which does not exist, and end in a
wrong check digit; registration numbers of companies begin with 00, which no registry gives out. E-mail stands under
`.example`, which is reserved. The city does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.seed.dice import Dice

_SURNAMES = """
王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 赵:zhao 黄:huang 周:zhou 吴:wu 徐:xu 孙:sun 胡:hu 朱:zhu
高:gao 林:lin 何:he 郭:guo 马:ma 罗:luo 梁:liang 宋:song 郑:zheng 谢:xie 韩:han 唐:tang 冯:feng 于:yu
董:dong 萧:xiao 程:cheng 曹:cao 袁:yuan 邓:deng 许:xu 傅:fu 沈:shen 曾:zeng 彭:peng 吕:lv 苏:su 卢:lu
蒋:jiang 蔡:cai 贾:jia 丁:ding 魏:wei 薛:xue 叶:ye 阎:yan
"""
_GIVEN = """
伟:wei 芳:fang 娜:na 敏:min 静:jing 磊:lei 洋:yang 艳:yan 勇:yong 杰:jie 娟:juan 涛:tao 明:ming 超:chao
霞:xia 平:ping 刚:gang 桂:gui 英:ying 华:hua 玉:yu 兰:lan 建:jian 国:guo 志:zhi 强:qiang 丽:li 军:jun
波:bo 辉:hui 雪:xue 梅:mei 琳:lin 晨:chen 宇:yu 浩:hao 欣:xin 怡:yi 子:zi 轩:xuan 思:si 雨:yu
佳:jia 俊:jun 凯:kai 婷:ting 颖:ying 博:bo 鑫:xin 源:yuan 晓:xiao 东:dong 春:chun 文:wen 新:xin 海:hai
峰:feng 岩:yan 宁:ning 书:shu
"""
SURNAMES = dict(pair.split(":") for pair in _SURNAMES.split())
GIVEN = dict(pair.split(":") for pair in _GIVEN.split())
CITY = "宁川"
REGIONS = ("城东区", "城西区", "高新区", "滨江区", "经开区", "南湖区", "临港区", "北山县")
ROADS = ("保客路", "迎春路", "长青街", "文澜街", "望湖路", "云桥路", "和风街", "石榴巷")
BRANDS_FIRST = "恒华瑞盛鼎远金康泰宏嘉博联信德诚百合汇凯天佳万云海新"
BRANDS_LAST = "达源通泽邦兴和安维城力信科茂峰宇祥隆丰腾朗驰"
TRADES = {
    "机械制造": "制造业",
    "精密零件": "制造业",
    "电子科技": "信息技术",
    "软件": "信息技术",
    "物流": "交通运输",
    "国际货运": "交通运输",
    "客运": "交通运输",
    "建筑工程": "建筑业",
    "装饰": "建筑业",
    "食品": "食品加工",
    "餐饮管理": "住宿餐饮",
    "酒店管理": "住宿餐饮",
    "医疗器械": "医药卫生",
    "生物医药": "医药卫生",
    "商贸": "批发零售",
    "超市": "批发零售",
    "教育咨询": "教育",
    "物业服务": "房地产",
    "化工": "化工",
    "新能源": "能源",
}
RIVALS = ("泰和财险", "中安保险", "永宁财险", "海通互助", "信达恒保险", "东陆财险")
"""Insurers that do not exist: competitors and prior insurers."""


@dataclass(frozen=True)
class Named:
    """A Chinese name and how it is written in letters."""

    zh: str
    letters: str


def person_name(dice: Dice) -> Named:
    """A surname and a given name of one or two characters."""
    surname = dice.choice(list(SURNAMES))
    given = dice.sample(list(GIVEN), 2 if dice.chance(0.72) else 1)
    return Named(surname + "".join(given), SURNAMES[surname] + "".join(GIVEN[sign] for sign in given))


def brand(dice: Dice) -> str:
    """Two characters that a company is known by."""
    return dice.choice(BRANDS_FIRST) + dice.choice(BRANDS_LAST)


def company_name(dice: Dice, known_by: str) -> tuple[str, str]:
    """A company's full name, and its industry."""
    trade = dice.choice(list(TRADES))
    form = dice.among({"有限公司": 7, "股份有限公司": 1, "有限责任公司": 2})
    return f"{CITY}{known_by}{trade}{form}", TRADES[trade]


def mobile(dice: Dice) -> str:
    """A mobile number of a range that is not in service."""
    return f"154{dice.randrange(10**8):08}"


def land_line(dice: Dice) -> str:
    """A number that no exchange can have."""
    return f"0999-0{dice.randrange(10**7):07}"


def birthday(dice: Dice, as_of: date) -> date:
    """The birthday of somebody between 22 and 75."""
    return dice.day(date(as_of.year - 75, 1, 1), date(as_of.year - 22, 1, 1))


def id_number(dice: Dice, born: date) -> str:
    """Eighteen places as on a card, of an area that does not exist and with a wrong check digit."""
    body = f"99{dice.randrange(1, 9):02}{dice.randrange(1, 30):02}{born:%Y%m%d}{dice.randrange(1000):03}"
    weighted = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(body))
    return body + "10X98765432"[(weighted + 3) % 11]


def registration_number(dice: Dice) -> str:
    """Eighteen places as of a company's registration, of a registry that does not exist."""
    return f"00{dice.randrange(10**6):06}MA{dice.randrange(10**8):08}"


def address(dice: Dice, region: str) -> str:
    """A street and number in a city that does not exist."""
    return f"{CITY}市{region}{dice.choice(ROADS)}{dice.randrange(1, 400)}号"
