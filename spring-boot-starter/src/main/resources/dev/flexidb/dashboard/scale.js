// From numbers to places in a plot. Pure.

/** The next of 1, 2, 5, 10, 20, .. that is not below. */
export function ceiling(number, least) {
  const wanted = Math.max(number, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= wanted * 0.999);
}

/** The largest number at these places. */
export function highest(points, places) {
  let most = 0;
  for (const point of points) {
    for (const place of places) {
      most = Math.max(most, point[place] ?? 0);
    }
  }
  return most;
}

/** The powers of ten around all numbers at these places, which are above zero; at least one apart. */
export function decades(points, places, usual) {
  const numbers = points.flatMap((point) => places.map((place) => point[place])).filter((number) => number > 0);
  if (numbers.length === 0) {
    return usual;
  }
  const least = 10 ** Math.floor(Math.log10(numbers.reduce((one, other) => Math.min(one, other))) + 1e-9);
  const most = 10 ** Math.ceil(Math.log10(numbers.reduce((one, other) => Math.max(one, other))) - 1e-9);
  return [least, Math.max(most, 10 * least)];
}

/** The d of an SVG path; where a number is missing the line has a gap. */
export function line(points, x, y) {
  let path = '';
  let drawn = false;
  for (const point of points) {
    const height = y(point);
    if (height === null) {
      drawn = false;
      continue;
    }
    path += `${drawn ? 'L' : 'M'}${x(point).toFixed(1)} ${height.toFixed(1)}`;
    drawn = true;
  }
  return path;
}

/** The same, with all that is below it. */
export function area(points, x, y, bottom) {
  if (points.length < 2) {
    return '';
  }
  const last = x(points[points.length - 1]).toFixed(1);
  return `${line(points, x, y)}L${last} ${bottom}L${x(points[0]).toFixed(1)} ${bottom}Z`;
}
