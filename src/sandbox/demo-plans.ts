import { CLUB_ID } from './world.ts';

const usual = { kind: 'digital' as const, periodDays: null, stock: null, tickets: 0, trial: false, active: true };

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
    prices: [
      { currency: 'USD', amountMinor: 1_200, methods: ['stripe'] },
      { currency: 'RUB', amountMinor: 99_000, methods: ['yookassa'] },
      { currency: 'XTR', amountMinor: 600, methods: ['stars'] },
    ],
    periodDays: 30,
    tickets: 2,
    fulfilment: { type: 'invite_link', chatId: String(CLUB_ID) },
  },
  {
    ...usual,
    code: 'course',
    title: { ru: 'Курс «Первые продажи»', en: 'Course “First sales”' },
    description: { ru: 'Десять уроков с заданиями, навсегда.', en: 'Ten lessons with exercises, for good.' },
    prices: [
      { currency: 'USD', amountMinor: 4_900, methods: ['stripe'] },
      { currency: 'RUB', amountMinor: 399_000, methods: ['yookassa'] },
    ],
    stock: 25,
    tickets: 5,
    fulfilment: {
      type: 'text',
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
      type: 'text',
      text: { ru: 'Ваш урок: https://course.example/one', en: 'Your lesson: https://course.example/one' },
    },
  },
];
