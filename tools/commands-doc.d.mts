export function commandsDocument(): string;
