import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router';
import './theme/theme.css';
import { closeMenus } from './widgets/menus';

closeMenus();
createApp(App).use(router).mount('#app');
