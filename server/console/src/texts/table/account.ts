import type { Text } from '../text'

export const account = {
  'account.title': ['我的账号', 'My account'],
  'account.posts': ['岗位', 'Posts'],
  'account.posts_lead': ['您在几个社区任职时，在这里换。', 'If you work in several communities, change here.'],
  'account.post_now': ['现在', 'Now'],
  'account.post_switch': ['换到这个岗位', 'Act under this post'],
  'account.sessions': ['登录的地方', 'Where you are logged in'],
  'account.sessions_lead': ['有不认识的，就退出它，再改密码。', 'If one is not yours, end it and change your password.'],
  'account.session_this': ['这台电脑', 'This computer'],
  'account.session_seen': ['最近 {at}', 'last {at}'],
  'account.session_began': ['{at} 登录', 'since {at}'],
  'account.session_by_link': ['凭链接登录', 'by a link alone'],
  'account.session_end': ['退出', 'End'],
  'account.sessions_end': ['退出其他所有地方', 'End all the others'],
  'account.password': ['改密码', 'Change password'],
  'account.password_old': ['现在的密码', 'Present password'],
  'account.password_new': ['新密码', 'New password'],
  'account.password_done': ['密码已改，别处的登录都退出了', 'Password changed; other sessions have ended'],
  'account.look': ['显示', 'Display'],
  'account.browser_unknown': ['未知的浏览器', 'an unknown browser'],
} as const satisfies Record<string, Text>
