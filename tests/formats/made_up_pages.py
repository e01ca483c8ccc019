"""Made-up pages in the manners of agencies, blogs and portals, for the tests of the layout."""

AGENCY = """Skip to main content
Home
World
Africa
Sport
ADVERTISEMENT

Sudan's army retakes bridge as mediators wait in Jeddah

Army spokesman says two districts cleared

By Amina Okafor
Updated 3:15 PM GMT, March 3, 2025

KHARTOUM, Sudan (AP) — The army said on Monday that it had retaken a bridge over the Blue Nile.

A soldier stands guard near the bridge in Omdurman, Sudan, Feb. 28, 2025. (AP Photo/Marwan Ali)

"We will not stop here," a spokesman said. The paramilitary forces did not comment.

What happens next

Saudi and American mediators have invited both sides to Jeddah.

Read more: How the war began

UN appeal

The United Nations appealed for a pause. "Every hour counts," its envoy told reporters.

___

Follow our Africa coverage at https://agency.example/hub/africa
Agency writer John Doe in Cairo contributed to this report.
"""

BLOG = """WORLD VIEW

Menu

About | Contact | Subscribe

Why Ankara Blinked

Posted on June 4, 2024 by editor

Share this:
Twitter
Facebook

For three weeks Turkey said that it would not bend. Then it did.

Erdogan and Mitsotakis shake hands in Athens

A Quiet Bargain

Two diplomats say that the gas dispute was never on the table, and that both capitals knew it.

The price of silence

What the Greeks got in return is anybody's guess.

Will it last?

Nobody in Athens would bet on it.

Tags: Turkey, Greece, Aegean
Filed under: Diplomacy
3 Comments

Anna says:
June 4, 2024 at 3:12 pm
I think Greece will attack tomorrow.

Leave a Reply
Your email address will not be published. Required fields are marked *
"""

WRAPPED = """GENEVA TALKS STALL

By Piotr Zielinski

    GENEVA, Nov 3 (Northern Wire) - Envoys of the two Koreas left the table
on Friday without a date for another round, and each blamed the other's
artillery for it.
    "There is nothing to talk about while the guns talk," said the North's
delegate, who gave no name.
    The South's foreign ministry answered that the guns were the subject.

    China, which called the meeting, asked both for patience.
"""

NUMBERED = """Five things to know about the Taiwan drills

1. The ships

China sent fourteen warships around the island on Tuesday.

2. The aircraft

Forty-five aircraft crossed the median line, Taipei said.

NATO - which has no mandate there - said nothing.

KYIV: Ukraine's envoy in Taipei went home.

Map of the Taiwan Strait

3. What now?

The exercises end on Thursday."""

COOKIES = """We use cookies and similar technologies to give you a better experience. By clicking Accept you agree.
Accept all
Reject all

Serbia and Kosovo trade blame after shooting

Share

Serbia accused Kosovo on Sunday of provoking a shooting that killed a policeman. Pristina denied it.

Sign up for our newsletter
Get the best of our reporting in your inbox every morning.

Kosovo's prime minister blamed armed groups that he said Belgrade supports. Belgrade rejects that.

Most Popular
Serbia's army on alert
EU calls for calm
How to grow tomatoes
"""  # noqa: E501
