import { readonly, ref } from 'vue';

const current = ref(Date.now());
setInterval(() => {
  current.value = Date.now();
}, 1000);

/** Milliseconds since 1970, a second old at most; what shows it is drawn again with it. */
export const now = readonly(current);
