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
