"""Countries with their people, capitals and seats of power; states of the United States with their short forms.

Written for this project from general knowledge, not checked against registers: names as English-language news spells
them. Public domain (CC0).
"""

from __future__ import annotations

_COUNTRIES = """
Afghanistan; Afghan; Kabul
Albania; Albanian; Tirana
Algeria; Algerian; Algiers
Angola; Angolan; Luanda
Argentina; Argentine, Argentinian; Buenos Aires
Armenia; Armenian; Yerevan
Australia; Australian, Aussie; Canberra
Austria; Austrian; Vienna
Azerbaijan; Azerbaijani, Azeri; Baku
Bahrain; Bahraini; Manama
Bangladesh; Bangladeshi; Dhaka
Belarus; Belarusian, Belarussian; Minsk
Belgium; Belgian; Brussels
Bolivia; Bolivian; La Paz
Bosnia, Bosnia and Herzegovina; Bosnian; Sarajevo
Botswana; Botswanan; Gaborone
Brazil; Brazilian; Brasilia, Brasília
Britain, Great Britain, United Kingdom, UK, U.K.; British, Briton; London, Westminster, Downing Street, Whitehall
Bulgaria; Bulgarian; Sofia
Burkina Faso; Burkinabe; Ouagadougou
Burundi; Burundian; Bujumbura
Cambodia; Cambodian; Phnom Penh
Cameroon; Cameroonian; Yaounde, Yaoundé
Canada; Canadian; Ottawa
Chad; Chadian; N'Djamena
Chile; Chilean; Santiago
China, People's Republic of China; Chinese; Beijing, Peking, Zhongnanhai
Colombia; Colombian; Bogota, Bogotá
Congo, Democratic Republic of Congo; Congolese; Kinshasa
Costa Rica; Costa Rican; San Jose
Croatia; Croatian, Croat; Zagreb
Cuba; Cuban; Havana
Cyprus; Cypriot; Nicosia
Czech Republic, Czechia; Czech; Prague
Denmark; Danish, Dane; Copenhagen
Dominican Republic; Dominican; Santo Domingo
Ecuador; Ecuadorean, Ecuadorian; Quito
Egypt; Egyptian; Cairo
El Salvador; Salvadoran; San Salvador
England; English, Englishman, Englishwoman;
Eritrea; Eritrean; Asmara
Estonia; Estonian; Tallinn
Ethiopia; Ethiopian; Addis Ababa
Fiji; Fijian; Suva
Finland; Finnish, Finn; Helsinki
France; French, Frenchman, Frenchwoman; Paris, Elysee, Élysée, Elysee Palace, Élysée Palace
Georgia; Georgian; Tbilisi
Germany; German; Berlin, Bundestag
Ghana; Ghanaian; Accra
Greece; Greek; Athens
Guatemala; Guatemalan; Guatemala City
Guinea; Guinean; Conakry
Haiti; Haitian; Port-au-Prince
Honduras; Honduran; Tegucigalpa
Hungary; Hungarian; Budapest
Iceland; Icelandic, Icelander; Reykjavik
India; Indian; New Delhi, Delhi
Indonesia; Indonesian; Jakarta
Iran, Islamic Republic; Iranian; Tehran, Teheran
Iraq; Iraqi; Baghdad
Ireland; Irish, Irishman, Irishwoman; Dublin
Israel; Israeli; Jerusalem, Tel Aviv
Italy; Italian; Rome
Ivory Coast, Côte d'Ivoire; Ivorian; Abidjan
Jamaica; Jamaican; Kingston
Japan; Japanese; Tokyo
Jordan; Jordanian; Amman
Kazakhstan; Kazakh, Kazakhstani; Astana, Nur-Sultan
Kenya; Kenyan; Nairobi
Kosovo; Kosovar; Pristina
Kuwait; Kuwaiti; Kuwait City
Kyrgyzstan; Kyrgyz; Bishkek
Laos; Laotian, Lao; Vientiane
Latvia; Latvian; Riga
Lebanon; Lebanese; Beirut
Liberia; Liberian; Monrovia
Libya; Libyan; Tripoli
Lithuania; Lithuanian; Vilnius
Luxembourg; Luxembourgish; Luxembourg City
Madagascar; Malagasy; Antananarivo
Malawi; Malawian; Lilongwe
Malaysia; Malaysian; Kuala Lumpur
Mali; Malian; Bamako
Malta; Maltese; Valletta
Mexico; Mexican; Mexico City
Moldova; Moldovan; Chisinau
Mongolia; Mongolian; Ulaanbaatar
Montenegro; Montenegrin; Podgorica
Morocco; Moroccan; Rabat
Mozambique; Mozambican; Maputo
Myanmar, Burma; Burmese; Naypyidaw
Namibia; Namibian; Windhoek
Nepal; Nepali, Nepalese; Kathmandu
Netherlands, Holland; Dutch, Dutchman, Dutchwoman; Amsterdam, The Hague, Hague
New Zealand; New Zealander, Kiwi; Wellington
Nicaragua; Nicaraguan; Managua
Niger; Nigerien; Niamey
Nigeria; Nigerian; Abuja
North Korea; North Korean; Pyongyang
Norway; Norwegian; Oslo
Oman; Omani; Muscat
Pakistan; Pakistani; Islamabad
Palestine, Palestinian territories; Palestinian; Ramallah
Panama; Panamanian; Panama City
Paraguay; Paraguayan; Asuncion
Peru; Peruvian; Lima
Philippines; Filipino, Philippine, Filipina; Manila
Poland; Polish, Pole; Warsaw
Portugal; Portuguese; Lisbon
Qatar; Qatari; Doha
Romania; Romanian; Bucharest
Russia, Russian Federation; Russian; Moscow, Kremlin
Rwanda; Rwandan; Kigali
Saudi Arabia; Saudi, Saudi Arabian; Riyadh
Scotland; Scottish, Scot; Edinburgh, Holyrood
Senegal; Senegalese; Dakar
Serbia; Serbian, Serb; Belgrade
Sierra Leone; Sierra Leonean; Freetown
Singapore; Singaporean;
Slovakia; Slovak, Slovakian; Bratislava
Slovenia; Slovenian, Slovene; Ljubljana
Somalia; Somali; Mogadishu
South Africa; South African; Pretoria
South Korea; South Korean; Seoul
South Sudan; South Sudanese; Juba
Spain; Spanish, Spaniard; Madrid
Sri Lanka; Sri Lankan; Colombo
Sudan; Sudanese; Khartoum
Sweden; Swedish, Swede; Stockholm
Switzerland; Swiss; Bern, Berne
Syria; Syrian; Damascus
Taiwan; Taiwanese; Taipei
Tajikistan; Tajik; Dushanbe
Tanzania; Tanzanian; Dodoma
Thailand; Thai; Bangkok
Togo; Togolese; Lome
Tunisia; Tunisian; Tunis
Turkey, Türkiye; Turkish, Turk; Ankara
Turkmenistan; Turkmen; Ashgabat
Uganda; Ugandan; Kampala
Ukraine; Ukrainian; Kyiv, Kiev
United Arab Emirates, UAE, U.A.E.; Emirati; Abu Dhabi
United States, United States of America, America, US, U.S., USA, U.S.A.; American; Washington, White House, Capitol Hill
Uruguay; Uruguayan; Montevideo
Uzbekistan; Uzbek; Tashkent
Vatican, Holy See; Vatican; Vatican City
Venezuela; Venezuelan; Caracas
Vietnam; Vietnamese; Hanoi
Wales; Welsh, Welshman, Welshwoman; Cardiff
Yemen; Yemeni; Sanaa, Sana'a
Zambia; Zambian; Lusaka
Zimbabwe; Zimbabwean; Harare
"""
_STATES = """
Alabama, Ala., AL; Alaska, AK; Arizona, Ariz., AZ; Arkansas, Ark., AR; California, Calif., Cal., CA;
Colorado, Colo., CO; Connecticut, Conn., CT; Delaware, Del., DE; Florida, Fla., FL; Georgia, Ga., GA; Hawaii, HI;
Idaho, ID; Illinois, Ill., IL; Indiana, Ind., IN; Iowa, IA; Kansas, Kan., KS; Kentucky, Ky., KY; Louisiana, La., LA;
Maine, ME; Maryland, Md., MD; Massachusetts, Mass., MA; Michigan, Mich., MI; Minnesota, Minn., MN;
Mississippi, Miss., MS; Missouri, Mo., MO; Montana, Mont., MT; Nebraska, Neb., NE; Nevada, Nev., NV;
New Hampshire, N.H., NH; New Jersey, N.J., NJ; New Mexico, N.M., NM; New York, N.Y., NY; North Carolina, N.C., NC;
North Dakota, N.D., ND; Ohio, OH; Oklahoma, Okla., OK; Oregon, Ore., OR; Pennsylvania, Pa., Penn., PA;
Rhode Island, R.I., RI; South Carolina, S.C., SC; South Dakota, S.D., SD; Tennessee, Tenn., TN; Texas, Tex., TX;
Utah, UT; Vermont, Vt., VT; Virginia, Va., VA; Washington, Wash., WA; West Virginia, W.Va., WV;
Wisconsin, Wis., WI; Wyoming, Wyo., WY; District of Columbia, D.C., DC
"""


def _rows(text: str) -> list[list[list[str]]]:
    lines = [line.split(";") for line in text.strip().splitlines()]
    return [[[form.strip() for form in part.split(",") if form.strip()] for part in line] for line in lines]


COUNTRY_OF: dict[str, str] = {}
"""Country, capital or seat of power, in lower case, initials without dots -> the country."""
PEOPLE_OF: dict[str, str] = {}
"""Adjective or noun of nationality, in lower case, one or many -> the country."""
CAPITALS: frozenset[str]
"""Capitals and seats of power, in lower case: they stand for their country's rulers, too."""
STATE_OF: dict[str, str] = {}
"""State of the United States, or a short form, in lower case -> the state."""

for _names, _adjectives, _seats in _rows(_COUNTRIES):
    COUNTRY_OF |= {form.lower().replace(".", ""): _names[0] for form in (*_names, *_seats)}
    PEOPLE_OF |= {form.lower(): _names[0] for form in _adjectives}
    PEOPLE_OF |= {
        form.lower() + "s": _names[0] for form in _adjectives if not form.endswith(("ese", "ish", "ss", "ch"))
    }
CAPITALS = frozenset(seat.lower() for _, _, seats in _rows(_COUNTRIES) for seat in seats)
for _state in " ".join(_STATES.split()).split(";"):
    _forms = [form.strip() for form in _state.split(",")]
    STATE_OF |= {form.lower(): _forms[0] for form in _forms}
    STATE_OF |= {form.lower().replace(".", ""): _forms[0] for form in _forms}
