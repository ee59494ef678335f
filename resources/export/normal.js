// The share of a standard normal law below z: a series near 0, a continued fraction further out.
function normal(z) {
  const x = Math.abs(z) / Math.SQRT2;
  let tail;
  if (x < 3) {
    let term = x, sum = x;
    for (let n = 1; n < 100; n++) { term *= 2 * x * x / (2 * n + 1); sum += term; }
    tail = 0.5 - sum * Math.exp(-x * x) / Math.sqrt(Math.PI);
  } else {
    let fraction = 0;
    for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
    tail = 0.5 * Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
  return z < 0 ? tail : 1 - tail;
}
