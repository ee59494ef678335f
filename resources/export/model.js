// Answer one row of raw numbers: a text by its place among the labels, a date as days since 1970-01-01,
// nothing as NaN.
function predict(raw) {
  const v = raw.map((value, i) => Number.isNaN(value) ? (model.inputs[i].fill ?? NaN) : value);
  const x = model.features.map(([kind, i, label, period], n) => {
    const turn = 2 * Math.PI * v[i] / period;
    const value = kind === "value" ? v[i] : kind === "is label" ? Number(v[i] === label) : kind === "never" ? 0 :
      kind === "sine" ? Math.sin(turn) : kind === "cosine" ? Math.cos(turn) : Number(Number.isNaN(raw[i]));
    return (value - model.mean[n]) / model.std[n];
  });
  const total = model.answers.map(() => 0);
  for (const layers of model.networks) {
    let a = x;
    for (const {weights, biases, activation} of layers)
      a = weights.map((row, u) => activations[activation](row.reduce((sum, w, i) => sum + w * a[i], 0) + biases[u]));
    outputs(a).forEach((answer, n) => { total[n] += answer; });
  }
  return total.map(sum => sum / model.networks.length);
}

function outputs(a) {
  if (model.classes && a.length === 1) {
    const half = 0.5 * Math.tanh(0.5 * a[0]);
    return [0.5 - half, 0.5 + half];
  }
  if (model.classes) {
    const top = Math.max(...a), shares = a.map(value => Math.exp(value - top));
    const sum = shares.reduce((one, other) => one + other, 0);
    return shares.map(share => share / sum);
  }
  const y = a.map((value, n) => value * model.outputStd[n] + model.outputMean[n]);
  if (model.quantiles < 2) return y;
  const sorted = [];
  for (let first = 0; first < y.length; first += model.quantiles)
    sorted.push(...y.slice(first, first + model.quantiles).sort((one, other) => one - other));
  return sorted;
}

// Raw numbers for an object of values by name, texts and dates (ISO) as such; null or "" for nothing.
function numbers(row) {
  return model.inputs.map(({name, labels, date}) => {
    const value = row[name];
    if (value === null || value === undefined || value === "") return NaN;
    if (labels.length) return labels.indexOf(value);
    return date && typeof value === "string" ? Date.parse(value.includes("T") ? value + "Z" : value) / 86400000 : Number(value);
  });
}
