/** The page's addresses: everything that is shown can be come back to. */
import { watchEffect } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { find, unknown } from '@/session/session'
import { t, type PlainKey } from '@/texts'

declare module 'vue-router' {
  interface RouteMeta {
    title: PlainKey
    /** Shown to people who are not logged in. */
    isOpen?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', redirect: '/today' },
    { path: '/login', name: 'login', component: () => import('@/pages/login/LoginPage.vue'), meta: { title: 'login.title', isOpen: true } },
    { path: '/today', name: 'today', component: () => import('@/pages/today/TodayPage.vue'), meta: { title: 'today.title' } },
    { path: '/grids', name: 'grids', component: () => import('@/pages/grids/GridsPage.vue'), meta: { title: 'grids.title' } },
    { path: '/grids/:grid', name: 'grid', component: () => import('@/pages/grid/GridPage.vue'), meta: { title: 'grids.title' } },
    { path: '/households/:id', name: 'household', component: () => import('@/pages/household/HouseholdPage.vue'), meta: { title: 'grid.dwelling' } },
    { path: '/review', name: 'review', component: () => import('@/pages/review/ReviewPage.vue'), meta: { title: 'review.title' } },
    { path: '/phones', name: 'phones', component: () => import('@/pages/phones/PhonesPage.vue'), meta: { title: 'phones.title' } },
    { path: '/phones/invite', name: 'invite', component: () => import('@/pages/invite/InvitePage.vue'), meta: { title: 'invite.title' } },
    { path: '/import', name: 'import', component: () => import('@/pages/import/ImportPage.vue'), meta: { title: 'import.title' } },
    { path: '/search', name: 'search', component: () => import('@/pages/search/SearchPage.vue'), meta: { title: 'search.title_empty' } },
    { path: '/account', name: 'account', component: () => import('@/pages/account/AccountPage.vue'), meta: { title: 'account.title' } },
    { path: '/:rest(.*)*', name: 'lost', component: () => import('@/pages/LostPage.vue'), meta: { title: 'lost.title' } },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.isOpen) return true
  const session = await find()
  // Where the office does not answer, the page says so at the address that was wanted.
  return session || unknown.value ? true : { name: 'login', query: to.path === '/today' ? {} : { to: to.fullPath } }
})

watchEffect(() => {
  document.title = `${t(router.currentRoute.value.meta.title ?? 'today.title')} · ${t('app.name')}`
})
