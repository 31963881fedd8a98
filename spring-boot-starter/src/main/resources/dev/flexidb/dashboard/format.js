// Numbers and times as people read them.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export const NONE = '–';

export function count(number) {
  return Math.abs(number) < 100_000 ? WHOLE.format(number) : SHORT.format(number);
}

function digits(number) {
  return number < 9.95 && number !== 0 ? number.toFixed(1) : count(number);
}

export function rate(perSecond) {
  return `${perSecond < 10 && Number.isInteger(perSecond) ? perSecond : digits(perSecond)} /s`;
}

export function micros(time) {
  if (time === null || time === undefined) {
    return NONE;
  }
  if (time < 1_000) {
    return `${Math.round(time)} µs`;
  }
  return time < 1_000_000 ? `${digits(time / 1_000)} ms` : `${digits(time / 1_000_000)} s`;
}

/** How long something takes or took, in at most two units. */
export function span(millis) {
  const seconds = Math.round(millis / 1_000);
  if (seconds < 1) {
    return `${Math.max(0, Math.round(millis))} ms`;
  }
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return seconds % 60 && minutes < 10 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} days`;
}

/** The same, to the minute. */
export function about(millis) {
  return span(millis < 60_000 ? millis : Math.round(millis / 60_000) * 60_000);
}

export function clock(at) {
  return CLOCK.format(at);
}

/** With the day where that is another one. */
export function moment(at, now) {
  const same = new Date(at).toDateString() === new Date(now).toDateString();
  return same ? clock(at) : `${DAY.format(at)}, ${clock(at)}`;
}

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function word(state) {
  return state.toLowerCase().replace('_', '-');
}
