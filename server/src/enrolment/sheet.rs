//! Invitations on paper: one card a person, to be cut apart, with how to use it in both languages.

use super::clerk::Card;
use crate::qr::{Code, TooLong, escape};
use std::fmt::Write as _;

/// Two by three cards on an A4 page. Neighbours share one line to cut along, and no card is split between pages.
const STYLE: &str = "@page{size:A4;margin:8mm}*{box-sizing:border-box}body{margin:0;font-family:'Noto Sans CJK SC',\
    'Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif;font-size:10pt;color:#000;display:grid;\
    grid-template-columns:97mm 97mm}.card{height:93mm;padding:5mm;border:1px dashed #888;margin:0 -1px -1px 0;\
    break-inside:avoid;overflow:hidden}.office{color:#444;font-size:9pt}.who{font-size:14pt;font-weight:bold}\
    .post{margin:1mm 0 2mm}.code{float:left;width:46mm;margin-right:3mm}.code svg{width:46mm;height:46mm;display:block}\
    ol{margin:0;padding-left:5mm;overflow:hidden}.until{font-weight:bold;margin:2mm 0 0;overflow:hidden}\
    .en{color:#444;font-size:7.5pt;clear:both;padding-top:2mm}";

/// The sheet as a page to print.
pub fn html(office: &str, cards: &[Card]) -> Result<String, TooLong> {
    let mut page = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style>\
         </head><body>\n",
        escape(office)
    );
    for card in cards {
        write_card(&mut page, office, card)?;
    }
    page.push_str("</body></html>\n");
    Ok(page)
}

fn write_card(page: &mut String, office: &str, card: &Card) -> Result<(), TooLong> {
    let code = Code::new(&card.invitation)?.svg();
    let posts = card.posts.iter().map(|post| escape(post)).collect::<Vec<_>>().join("<br>");
    let _ = writeln!(
        page,
        "<section class=\"card\"><div class=\"office\">{office} · 登记邀请</div><div class=\"who\">{name} <small>{number}</small></div><div class=\"post\">{posts}</div>\
         <div class=\"code\">{code}</div><ol><li>打开“连心”应用，点“扫码登记”。</li><li>扫描左边的码。</li>\
         <li>手机显示六位数字后，请等办公室确认，再点“同步”。</li></ol>\
         <p class=\"until\">{until} 前有效，只能用一次，只限本人。用后请撕毁，不要拍照转发。</p>\
         <div class=\"en\">{office}. Open the app, choose “enrol”, scan the code. The phone shows six digits; once the \
         office has confirmed, choose “sync”. Good once, for you only, until {until}. Tear it up afterwards.</div>\
         </section>",
        name = escape(&card.name),
        number = escape(&card.number),
        until = escape(&card.until),
        office = escape(office),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str) -> Card {
        Card {
            number: "P01".into(),
            name: name.into(),
            posts: vec!["网格员 示-01".into(), "联户长 示-01#2".into()],
            invitation: "LX1:TEST".into(),
            until: "2026-11-30 09:00".into(),
        }
    }

    #[test]
    fn each_person_has_a_card_with_name_posts_code_and_end() {
        let page = html("示例县", &[card("秦知禾（演示）"), card("马晓川（演示）")]).unwrap();
        assert_eq!(page.matches("<section").count(), 2);
        assert_eq!(page.matches("<svg").count(), 2);
        for text in ["秦知禾（演示）", "马晓川（演示）", "网格员 示-01<br>联户长 示-01#2", "2026-11-30 09:00 前有效"]
        {
            assert!(page.contains(text), "{text}");
        }
    }

    #[test]
    fn what_people_are_called_is_no_markup() {
        let page = html("<b>office</b>", &[card("<script>alert(1)</script>")]).unwrap();
        assert!(!page.contains("<script") && !page.contains("<b>"));
        assert!(page.contains("&lt;script&gt;"));
    }
}
