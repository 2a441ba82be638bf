import { shallowReactive } from 'vue';

export interface Question {
  readonly title: string;
  readonly detail?: string;
  /** Of the button that goes ahead, such as `Kill`. */
  readonly action: string;
  readonly dangerous?: boolean;
}

/** The question that is open, if any; AskFirst.vue shows it. */
export const asked = shallowReactive<{ question?: Question; answer?: (yes: boolean) => void }>({});

/** Asks before something is done that cannot be taken back. */
export function askFirst(question: Question): Promise<boolean> {
  asked.answer?.(false);
  return new Promise((resolve) => {
    asked.question = question;
    asked.answer = (yes) => {
      asked.question = undefined;
      asked.answer = undefined;
      resolve(yes);
    };
  });
}
