import { CLUB_ID } from './world.ts';

const usual = { kind: 'digital' as const, periodDays: null, stock: null, tickets: 0, trial: false, active: true };

type Method = 'stripe' | 'yookassa' | 'stars';
const price = (currency: string, amountMinor: number, method: Method) => ({ currency, amountMinor, methods: [method] });

/** What the demo's shop sells: a month in a chat, a course for a few, and something to try. */
export const demoPlans = [
  {
    ...usual,
    code: 'club',
    title: { ru: 'Клуб на месяц', en: 'Club for a month' },
    description: {
      ru: 'Закрытый чат: разборы, вопросы и записи встреч.',
      en: 'A private chat with reviews, questions and recordings.',
    },
    prices: [price('USD', 1_200, 'stripe'), price('RUB', 99_000, 'yookassa'), price('XTR', 600, 'stars')],
    periodDays: 30,
    tickets: 2,
    fulfilment: { type: 'invite_link' as const, chatId: String(CLUB_ID) },
  },
  {
    ...usual,
    code: 'course',
    title: { ru: 'Курс «Первые продажи»', en: 'Course “First sales”' },
    description: { ru: 'Десять уроков с заданиями, навсегда.', en: 'Ten lessons with exercises, for good.' },
    prices: [price('USD', 4_900, 'stripe'), price('RUB', 399_000, 'yookassa')],
    stock: 25,
    tickets: 5,
    fulfilment: {
      type: 'text' as const,
      text: { ru: 'Ваш курс: https://course.example/start', en: 'Your course: https://course.example/start' },
    },
  },
  {
    ...usual,
    code: 'lesson',
    title: { ru: 'Пробный урок', en: 'Trial lesson' },
    description: { ru: 'Один урок из курса, бесплатно.', en: 'One lesson of the course, free of charge.' },
    prices: [],
    trial: true,
    fulfilment: {
      type: 'text' as const,
      text: { ru: 'Ваш урок: https://course.example/one', en: 'Your lesson: https://course.example/one' },
    },
  },
];
