// Says beside a figure, while it is typed, that it is impossible or not what was expected. The sentences come with the page; the
// server says the same when the draft is saved.
const number = (text) => {
  const plain = text.trim().replace(/[\u00a0\u202f ]/g, '').replace('\u2212', '-').replace(',', '.');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : null;
};

for (const input of document.querySelectorAll('input[data-check]')) {
  const told = document.getElementById(`${input.id}-check`);
  if (!told) continue;
  const { least, most, low, high, leastSays, mostSays, unusualSays } = input.dataset;
  const parts = ['numerator', 'denominator'].map((part) => document.getElementById(`${input.id}-${part}`));
  const { scale, decimals } = input.dataset;
  let calculated = parts[0]?.value ? input.value : '';
  const calculate = () => {
    const [counted, all] = parts.map((part) => number(part.value));
    if (!scale || (input.value !== '' && input.value !== calculated)) return;
    const figure = counted !== null && all > 0 ? (Number(scale) * counted / all).toFixed(Number(decimals)) : '';
    calculated = document.documentElement.lang === 'fr' ? figure.replace('.', ',') : figure;
    input.value = calculated;
    check();
  };
  const check = () => {
    const value = number(input.value);
    const below = value !== null && least !== '' && value < Number(least);
    const above = value !== null && most !== '' && value > Number(most);
    const unusual = value !== null && low !== '' && (value < Number(low) || value > Number(high));
    told.textContent = below ? leastSays : above ? mostSays : unusual ? unusualSays : '';
    told.classList.toggle('ot-return__check--stop', below || above);
  };
  input.addEventListener('input', check);
  for (const part of parts) part?.addEventListener('input', calculate);
}
