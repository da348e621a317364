export const marker: Readonly<{ from: string; to: string }>;
export function envExample(): string;
export function readmeTable(): string;
export function withTable(readme: string): string;
