import { TemplateQueue } from './template-queue';

it('puts higher priority first, then submission order, and holds each template once', () => {
  const priorities = [0, 5, 0, 5];
  const queue = new TemplateQueue((template) => priorities[template]);
  for (const template of [3, 2, 0, 1, 0]) queue.add(template);
  const order: (number | undefined)[] = [];
  for (let i = 0; i < 5; i++) {
    order.push(queue.first());
    queue.dropFirst();
  }
  expect(order).toEqual([1, 3, 0, 2, undefined]);
});

it('can be gone through without losing any but those that do not pass, also when one does not go to the end', () => {
  const queue = new TemplateQueue((template) => template);
  for (const template of [1, 2, 3, 4]) queue.add(template);
  const odd = (template: number) => template % 2 === 1;
  for (const template of queue.inOrder(odd)) if (template === 3) break;
  expect([...queue.inOrder(() => true)]).toEqual([3, 2, 1]);
  queue.add(4);
  expect(queue.first()).toBe(4);
});
