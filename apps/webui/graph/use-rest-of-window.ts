import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

const LEAST = 320;
/** Below the element there is room for a line of text, CSS pixels. */
const BELOW = 56;

/** The CSS height with which an element reaches down to the end of the window, wherever what is above it lets it begin. */
export function useRestOfWindow(element: Readonly<Ref<HTMLElement | null>>): Ref<string> {
  const height = ref(`${LEAST}px`);
  const measure = (): void => {
    if (element.value === null) return;
    const top = element.value.getBoundingClientRect().top + window.scrollY;
    height.value = `${Math.max(LEAST, Math.floor(window.innerHeight - top - BELOW))}px`;
  };
  const resizing = new ResizeObserver(measure);
  onMounted(() => {
    measure();
    resizing.observe(document.body);
    window.addEventListener('resize', measure);
  });
  onBeforeUnmount(() => {
    resizing.disconnect();
    window.removeEventListener('resize', measure);
  });
  return height;
}
