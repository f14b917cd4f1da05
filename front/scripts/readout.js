// Reads a chart out: the period and figure nearest to the pointer or finger, or chosen with the arrow keys. What is said
// stands in the drawing as data-readout, "x y words" of each period, oldest first; without this script the figures are
// in the table below the chart.

function shape(name, attributes, into) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  into.append(made);
  return made;
}

for (const drawing of document.querySelectorAll('svg[data-readout]')) {
  const points = drawing.dataset.readout.split('|').map((part) => {
    const [, x, y, said] = part.match(/^(\S+) (\S+) (.*)$/);
    return { x: Number(x), y: Number(y), said };
  });
  const { width, height } = drawing.viewBox.baseVal;
  const last = points.length - 1;
  let mark = null;

  // A slider is what keyboards and screen readers already know how to move.
  const slider = document.createElement('input');
  Object.assign(slider, { type: 'range', className: 'ot-readout', min: 0, max: last, value: last });
  slider.setAttribute('aria-labelledby', drawing.querySelector('title').id);
  slider.setAttribute('aria-valuetext', points[last].said);
  drawing.parentElement.classList.add('ot-readout-frame');
  drawing.after(slider);

  const hide = () => { mark?.remove(); mark = null; };
  const show = (number) => {
    hide();
    const { x, y, said } = points[number];
    mark = shape('g', { class: 'ot-readout-mark', 'aria-hidden': 'true' }, drawing);
    shape('line', { x1: x, x2: x, y1: 4, y2: height - 24 }, mark);
    shape('circle', { cx: x, cy: y, r: 5 }, mark);
    const text = shape('text', { y: Math.max(18, y - 14) }, mark);
    text.textContent = said;
    const half = text.getComputedTextLength() / 2 + 4;
    text.setAttribute('x', Math.min(Math.max(x, half), width - half) - half + 4);
  };
  const showChosen = () => {
    slider.setAttribute('aria-valuetext', points[slider.value].said);
    show(slider.value);
  };
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    const x = ((event.clientX - box.left) * width) / box.width;
    show(points.reduce((best, point, i) => (Math.abs(point.x - x) < Math.abs(points[best].x - x) ? i : best), 0));
  };
  drawing.addEventListener('pointermove', at);
  drawing.addEventListener('pointerdown', at);
  // A finger leaves as soon as it lifts: what it asked for stays until the next touch elsewhere.
  addEventListener('pointerdown', (event) => { if (event.pointerType !== 'mouse' && !drawing.contains(event.target)) hide(); });
  drawing.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'mouse') return;
    if (document.activeElement === slider) showChosen();
    else hide();
  });
  slider.addEventListener('input', showChosen);
  slider.addEventListener('focus', showChosen);
  slider.addEventListener('blur', hide);
  slider.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
}
