import { createRouter, createWebHistory } from 'vue-router';
import RunsPage from './runs/RunsPage.vue';

/** Everything has a URL. The first page is in the first script; what the others need is loaded with them. */
export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? undefined,
  routes: [
    { path: '/', name: 'runs', component: RunsPage, meta: { title: 'Runs' } },
    {
      path: '/runs/:runID(\\d+)',
      component: () => import('./run/RunPage.vue'),
      props: runProps,
      children: [
        { path: '', name: 'tasks', component: () => import('./tasks/TaskTable.vue'), props: runProps },
        { path: 'graph', name: 'graph', component: () => import('./graph/GraphView.vue'), props: runProps },
        { path: 'timeline', name: 'timeline', component: () => import('./timeline/TimelineView.vue'), props: runProps },
        {
          path: 'definition',
          name: 'definition',
          component: () => import('./run/DefinitionView.vue'),
          props: runProps,
        },
      ],
    },
    {
      path: '/runs/:runID(\\d+)/tasks/:taskName',
      name: 'task',
      component: () => import('./task/TaskPage.vue'),
      props: ({ params }) => ({ runID: Number(params.runID), taskName: String(params.taskName) }),
    },
    { path: '/pools', name: 'pools', component: () => import('./pools/PoolsPage.vue'), meta: { title: 'Pools' } },
    { path: '/submit', name: 'submit', component: () => import('./submit/SubmitPage.vue'), meta: { title: 'Submit' } },
    {
      path: '/settings',
      name: 'settings',
      component: () => import('./settings/SettingsPage.vue'),
      meta: { title: 'Settings' },
    },
    { path: '/:rest(.*)', component: () => import('./NotFoundPage.vue'), meta: { title: 'Not found' } },
  ],
});

function runProps({ params }: { params: Record<string, string | string[]> }): { runID: number } {
  return { runID: Number(params.runID) };
}

router.afterEach((to) => {
  const run = to.params.runID === undefined ? '' : `Run ${String(to.params.runID)}`;
  const task = to.params.taskName === undefined ? '' : `${String(to.params.taskName)} · `;
  const title = typeof to.meta.title === 'string' ? to.meta.title : `${task}${run}`;
  document.title = `${title} · Daggy`;
});
