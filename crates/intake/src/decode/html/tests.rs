use super::{decode, is_html};

fn text(page: &str) -> String {
    assert!(is_html(page.as_bytes()));
    decode(page.as_bytes(), 16).expect("a page").text
}

#[test]
fn site_furniture_is_left_out() {
    let page = "<html><head><style>p{}</style><script>var a = '<p>';</script></head><body>\
        <nav><a href='/'>首页</a></nav><div><a href='/a'>政务公开</a> <a href='/b'>信息目录</a></div>\
        <p>一、重点任务</p><p><b>（一）</b>完善&nbsp;路网&mdash;&mdash;提升。<br/>第二行。</p><footer>版权</footer></body></html>";
    assert_eq!(text(page), "一、重点任务\n（一）完善 路网——提升。\n第二行。\n");
}

#[test]
fn task_tables_keep_their_cells_and_merges() {
    let page = "<table><tr><th>重点任务</th><th>具体措施</th><th>牵头单位</th></tr>\
        <tr><td rowspan=2>道路</td><td>新建</td><td>市交通局</td></tr><tr><td>改造</td><td>市住建局</td></tr></table>";
    let decoded = decode(page.as_bytes(), 16).expect("a page");
    let table = decoded.tables.first().expect("a table");
    assert_eq!(
        decoded.text,
        "重点任务\t具体措施\t牵头单位\n道路\t新建\t市交通局\n\t改造\t市住建局\n"
    );
    assert!(table.rows[2][0].inherited);
    assert_eq!(table.rows[2][0].span, table.rows[1][0].span);
}

#[test]
fn layout_tables_become_lines() {
    let page = "<table><tr><td>索引号：</td><td>0001/2024</td></tr><tr><td>发文日期：</td><td>2024-06-21</td></tr></table>";
    assert_eq!(text(page), "索引号：\n0001/2024\n发文日期：\n2024-06-21\n");
}

#[test]
fn broken_markup_is_text() {
    assert_eq!(text("<p>产值<5亿元的企业</p><p>第二段<td>"), "产值<5亿元的企业\n第二段\n");
    assert!(decode("<table><tr><td>".repeat(40).as_bytes(), 16).is_err());
}
