import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router';
import { followSettings } from './settings/settings';
import './theme/theme.css';
import { closeMenus } from './widgets/menus';

closeMenus();
followSettings();
createApp(App).use(router).mount('#app');
