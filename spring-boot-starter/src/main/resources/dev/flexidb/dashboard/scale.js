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
