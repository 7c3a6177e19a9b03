//! What people at the command line are told, in Chinese. English is the text of the error itself; troubles that only
//! whoever runs the machine can mend stay in English.

use super::ErrorKind;
use crate::decide::DecideError;
use crate::keyring::KeyringError;
use crate::office::OpenError;
use crate::storage::StorageError;

impl ErrorKind {
    /// The words in Chinese, for what people can do something about.
    pub fn zh(&self) -> Option<String> {
        Some(match self {
            Self::UnknownPerson(number) => format!("没有编号为 {number} 的在岗人员"),
            Self::NoOfficePost(number) => format!("{number} 不在社区办公室任职"),
            Self::SeveralPosts { person, communities } => {
                format!("{person} 在几个社区任职({communities}),请用 --community 指明")
            }
            Self::UnknownHousehold(named) => format!("没有住户 {named}"),
            Self::SeveralHouseholds(named, count) => format!("有 {count} 户的住址里有 {named},请写完整"),
            Self::NobodyToInvite => "没有需要邀请的人".into(),
            Self::UnknownDigits(digits) => format!("没有显示 {digits} 的手机在等待确认"),
            Self::SameDigits(digits) => format!("有几部手机都显示 {digits},请用 --person 指明编号"),
            Self::UnknownPhone(phone) => format!("没有手机 {phone}"),
            Self::UnknownEntry(entry) => format!("没有待决定的记录 {entry}"),
            Self::NoReason => "请写明理由".into(),
            Self::Importing => "正在导入另一份名单".into(),
            Self::MixedLists => "演示编码与真实编码不能放在一起，什么都没有导入".into(),
            Self::Lists(directory, _) => format!("无法读取 {directory} 中的名单"),
            Self::Decide(error) => decide(error)?,
            Self::Keyring(KeyringError::Exists) => "这个数据目录已经建立过机构".into(),
            Self::Keyring(KeyringError::OtherRoot) => "这份恢复单不是本机构的".into(),
            Self::Keyring(KeyringError::Missing) => "这个数据目录还没有建立机构，请先运行 init".into(),
            Self::Storage(error) | Self::Open(OpenError::Storage(error)) => storage(error)?,
            _ => return None,
        })
    }
}

fn decide(error: &DecideError) -> Option<String> {
    Some(match error {
        DecideError::Unknown(entry) => format!("没有记录 {entry}"),
        DecideError::NotHeld(entry) => format!("记录 {entry} 不需要决定"),
        DecideError::Filed(entry) => format!("记录 {entry} 属于分叉，只存档，手机会重新提交"),
        DecideError::Behind { entry, behind } => format!("记录 {entry} 在等待 {behind},请先决定后者"),
        DecideError::Storage(error) => storage(error)?,
    })
}

fn storage(error: &StorageError) -> Option<String> {
    Some(match error {
        StorageError::Full => "磁盘已满".into(),
        StorageError::InUse => "另一个程序正在使用这个数据目录".into(),
        StorageError::Newer(version) => format!("数据由更新的版本({version})写成，请先升级程序"),
        StorageError::Corrupt(what) => {
            format!("数据目录里的数据读不出来（{what}），没有动它；请把整个目录原样保留一份，再找维护的人")
        }
        StorageError::Io(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clerk_can_mend_is_said_in_chinese_and_names_what_it_is_about() {
        let words = ErrorKind::UnknownPerson("P9".into()).zh().unwrap();
        assert!(words.contains("P9") && !words.is_ascii());
        assert_eq!(ErrorKind::Panicked.zh(), None);
        for error in [StorageError::InUse, StorageError::Corrupt("file"), StorageError::Full] {
            assert!(ErrorKind::Open(OpenError::Storage(error)).zh().is_some_and(|words| !words.is_ascii()));
        }
    }
}
