//! The newer lists of the evening.

use super::failure::DemoError;
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::time::Day;
use lianxin_server::lists::{Lists, Post};
use std::fs;
use std::path::Path;

/// The lists with one post in another grid from a day on.
pub(super) fn move_post(lists: &Lists, moved: &Post, to: GridCode, from: Day) -> Lists {
    let mut lists = lists.clone();
    for row in lists.posts.iter_mut().filter(|row| row.value == *moved) {
        row.value.scope = Scope::Grid(to);
        row.value.from = from;
    }
    lists
}

/// Writes the three lists into a directory.
pub(super) fn write_lists(lists: &Lists, directory: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(directory).map_err(|error| DemoError::File(directory.into(), error))?;
    for (name, sheet) in
        [("grids.csv", grids(lists)), ("people.csv", people(lists)), ("households.csv", households(lists))]
    {
        let path = directory.join(name);
        fs::write(&path, sheet).map_err(|error| DemoError::File(path.clone(), error))?;
    }
    Ok(())
}

fn grids(lists: &Lists) -> String {
    let mut sheet = line(&["网格编码", "简称", "类型", "社区编码", "社区", "户数", "人数", "启用"]);
    for grid in lists.grids.iter().map(|row| &row.value) {
        let (code, community) = (grid.code.to_string(), grid.code.community().to_string());
        let (households, people, from) = (grid.households.to_string(), grid.people.to_string(), grid.from.to_string());
        let name = grid.community.as_deref().unwrap_or_default();
        let kind = grid.kind.zh().trim_end_matches("网格");
        sheet += &line(&[&code, &grid.label, kind, &community, name, &households, &people, &from]);
    }
    sheet
}

fn people(lists: &Lists) -> String {
    let mut sheet = line(&["编号", "姓名", "值班电话", "角色", "范围", "起", "止", "代"]);
    for post in lists.posts.iter().map(|row| &row.value) {
        let (scope, from) = (post.scope.to_string(), post.from.to_string());
        let to = post.to.map(|day| day.to_string()).unwrap_or_default();
        let phone = post.duty_phone.as_deref().unwrap_or_default();
        let substitute_for = post.substitute_for.as_deref().unwrap_or_default();
        sheet += &line(&[&post.person_no, &post.name, phone, post.role.zh(), &scope, &from, &to, substitute_for]);
    }
    sheet
}

fn households(lists: &Lists) -> String {
    let mut sheet = line(&["网格编码", "小区", "楼", "单元", "室", "联户", "类别", "需求"]);
    for home in lists.households.iter().map(|row| &row.value) {
        let (grid, needs) = (home.grid.to_string(), home.needs.join("、"));
        let bundle = home.bundle.map(|bundle| bundle.to_string()).unwrap_or_default();
        sheet +=
            &line(&[&grid, &home.estate, &home.building, &home.unit, &home.room, &bundle, home.class.zh(), &needs]);
    }
    sheet
}

/// One line; cells are quoted where they must be (RFC 4180).
fn line(cells: &[&str]) -> String {
    let quoted = |cell: &&str| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            (*cell).to_owned()
        }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use lianxin_server::lists::plan::{Current, plan};
    use lianxin_server::lists::{Files, read};

    fn read_back(directory: &Path, today: Day) -> Lists {
        let [grids, people, households] =
            ["grids.csv", "people.csv", "households.csv"].map(|name| fs::read(directory.join(name)).unwrap());
        let files = Files { grids: Some(&grids), people: Some(&people), households: Some(&households) };
        read(&files, today, &|_| false).unwrap().lists
    }

    #[test]
    fn the_newer_lists_move_one_post_and_change_nothing_else() {
        let profile = Profile::small();
        let place = tempfile::tempdir().unwrap();
        profile.write_to(place.path()).unwrap();
        let lists = read_back(place.path(), profile.today);
        let post = lists.posts.iter().map(|row| &row.value).find(|post| post.role.letters() == "GW").unwrap().clone();
        let to = lists.grids.iter().map(|row| row.value.code).find(|grid| post.scope.grid() != Some(*grid)).unwrap();
        write_lists(&move_post(&lists, &post, to, profile.today), place.path()).unwrap();
        let plan = plan(&Current::from(&lists), &read_back(place.path(), profile.today), profile.today);
        assert_eq!((plan.moved.len(), plan.same), (1, lists.posts.len() - 1));
        assert_eq!((plan.moved[0].old.scope, plan.moved[0].new.scope), (post.scope, Scope::Grid(to)));
        assert!(plan.start.is_empty() && plan.end.is_empty() && plan.changed.is_empty());
        assert_eq!((plan.grids_same, plan.households_same), (lists.grids.len(), lists.households.len()));
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(line(&["a", "b,c", "d\"e", ""]), "a,\"b,c\",\"d\"\"e\",\n");
    }
}
