/* Charts, sortable tables and what paper needs. The pages work without this file; nothing here is needed to read them.
   Written for old Chromium as well: no optional chaining, no nullish operators. */
(function () {
  'use strict';

  var FAMILY = 'JD Sans';
  var echartsUrl = document.currentScript.getAttribute('data-echarts');
  var loading = null;
  var maps = {};
  var drawn = [];

  /* ---- charts: <div data-chart="ID of a JSON script"> ---- */

  function echartsReady() {
    if (window.echarts) { return Promise.resolve(); }
    if (!loading) {
      loading = new Promise(function (resolve, reject) {
        var script = document.createElement('script');
        script.src = echartsUrl;
        script.onload = resolve;
        script.onerror = reject;
        document.head.appendChild(script);
      });
    }
    return loading;
  }

  /* Canvas text is drawn once: with the fallback font if the web font has not come yet. */
  function fontReady(text) {
    if (!document.fonts || !document.fonts.load) { return Promise.resolve(); }
    var letters = Array.from(new Set(Array.from(text))).join('');
    return Promise.all([
      document.fonts.load('400 12px "' + FAMILY + '"', letters),
      document.fonts.load('600 12px "' + FAMILY + '"', letters)
    ]).catch(function () { return null; });
  }

  function mapReady(node) {
    var url = node.getAttribute('data-map');
    if (!url) { return Promise.resolve(''); }
    if (!maps[url]) {
      maps[url] = fetch(url, {credentials: 'same-origin'}).then(function (response) {
        if (!response.ok) { throw new Error('map ' + response.status); }
        return response.text();
      });
    }
    return maps[url];
  }

  function complete(option) {
    var tooltips = Array.isArray(option.tooltip) ? option.tooltip : [option.tooltip];
    tooltips.forEach(function (tooltip) {
      if (tooltip) {
        tooltip.renderMode = 'richText';   /* HTML tooltips need inline styles, which the policy forbids */
        tooltip.confine = true;
      }
    });
    option.animation = false;
    option.textStyle = Object.assign({fontFamily: FAMILY}, option.textStyle || {});
    return option;
  }

  /* On a phone there is no room for names beside the lines: they go into a legend below, and
     lines that share a colour get dashes of their own. */
  function narrow(option, node) {
    var width = node.clientWidth;
    var grids = [].concat(option.grid || []);
    var crowded = grids.some(function (grid) { return grid.right > width * 0.35; });
    [].concat(option.graphic || []).forEach(function (part) {
      if (part.type === 'text') { Object.assign(part.style, {width: width - 8, overflow: 'break'}); }
    });
    if (!crowded) { return option; }
    var names = takeEndLabels(option.series);
    option.legend = {bottom: 0, left: 0, orient: 'vertical', data: names, selectedMode: false,
      itemWidth: 26, itemGap: 4, itemStyle: {opacity: 0}, textStyle: {fontSize: 11}};
    var room = 20 * names.length;
    grids[grids.length - 1].bottom = (grids[grids.length - 1].bottom || 28) + room;
    grids.forEach(function (grid) { grid.right = 16; });
    node.style.height = (node.clientHeight + room) + 'px';
    return option;
  }

  function takeEndLabels(series) {
    var dashes = [[2, 3], [7, 3], [12, 3, 2, 3]];
    var names = [];
    series.forEach(function (line) {
      (line.data || []).forEach(function (point) {
        if (point && point.label && point.label.position === 'right') {
          delete point.label;
          if (names.indexOf(line.name) < 0) { names.push(line.name); }
        }
      });
    });
    series.forEach(function (line) {
      if (line.lineStyle && Array.isArray(line.lineStyle.type) && !line.silent) {
        line.lineStyle.type = dashes[names.indexOf(line.name) % dashes.length] || line.lineStyle.type;
      }
    });
    return names;
  }

  function draw(node) {
    if (node.getAttribute('data-drawn')) { return; }
    node.setAttribute('data-drawn', 'waiting');
    var source = document.getElementById(node.getAttribute('data-chart'));
    var text = source.textContent;
    Promise.all([mapReady(node), echartsReady()]).then(function (ready) {
      return fontReady(text + ready[0]).then(function () {
        if (ready[0]) {
          window.echarts.registerMap(node.getAttribute('data-map-name'), JSON.parse(ready[0]));
        }
        var option = narrow(complete(JSON.parse(text)), node);
        var chart = window.echarts.init(node, null, {renderer: 'canvas'});
        chart.setOption(option);
        drawn.push(chart);
        node.setAttribute('data-drawn', 'yes');
      });
    }).catch(function () {
      node.setAttribute('data-drawn', 'failed');
      node.textContent = node.getAttribute('aria-label');
    });
  }

  function forgetRemoved() {
    drawn = drawn.filter(function (chart) {
      var kept = document.body.contains(chart.getDom());
      if (!kept) { chart.dispose(); }
      return kept;
    });
  }

  function resize() {
    drawn.forEach(function (chart) { chart.resize(); });
  }

  /* ---- paper: a map lies on several canvases, and only one of them reaches the printer. So all
     layers are drawn together on one canvas, which takes the place of the chart while printing. ---- */

  function toPaper() {
    drawn.forEach(function (chart) {
      var node = chart.getDom();
      if (node.querySelector('.on-paper') || !node.clientWidth) { return; }
      var picture = chart.renderToCanvas({pixelRatio: 2, backgroundColor: '#fff'});
      picture.className = 'on-paper';
      picture.removeAttribute('style');
      node.appendChild(picture);
    });
  }

  /* A table that is wider than the sheet is printed in parts below each other, each with its key
     columns again: <th data-key>, else the first. Nothing is cut and nothing shrinks. */

  function tablesToPaper() {
    document.querySelectorAll('.table-scroll > table').forEach(function (table) {
      var parts = columnsOfParts(table);
      if (parts.length < 2 || table.parentNode.querySelector('.on-paper')) { return; }
      parts.forEach(function (columns, part) {
        var copy = withColumns(table, columns);
        copy.className += ' on-paper';
        if (part) { copy.setAttribute('aria-hidden', 'true'); }
        table.parentNode.appendChild(copy);
      });
      table.className += ' in-parts';
    });
  }

  function columnsOfParts(table) {
    if (!table.tHead || table.querySelector('[colspan], [rowspan]')) { return []; }
    var room = table.closest && table.closest('.landscape') ? 985 : 650;   /* pixels on A4 */
    var widths = widthsOnPaper(table);
    var heads = Array.from(table.tHead.rows[0].cells);
    var keys = heads.map(function (_, i) { return i; }).filter(function (i) { return heads[i].hasAttribute('data-key'); });
    if (!keys.length) { keys = [0]; }
    var taken = keys.reduce(function (sum, i) { return sum + widths[i]; }, 0);
    var parts = [], used = Infinity;
    widths.forEach(function (width, i) {
      if (keys.indexOf(i) >= 0) { return; }
      if (used + width > room) { parts.push(keys.slice()); used = taken; }
      parts[parts.length - 1].push(i);
      used += width;
    });
    return parts;
  }

  function widthsOnPaper(table) {
    var frame = document.createElement('div');
    frame.className = 'measured-for-paper' + (table.closest && table.closest('.landscape') ? ' landscape' : '');
    frame.appendChild(table.cloneNode(true));
    document.body.appendChild(frame);
    var widths = Array.from(frame.firstChild.tHead.rows[0].cells).map(function (cell) { return cell.offsetWidth; });
    document.body.removeChild(frame);
    return widths;
  }

  function withColumns(table, columns) {
    var copy = table.cloneNode(true);
    copy.removeAttribute('id');
    Array.from(copy.rows).forEach(function (row) {
      var cells = Array.from(row.cells);
      cells.forEach(function (cell) { row.removeChild(cell); });
      columns.slice().sort(function (a, b) { return a - b; }).forEach(function (i) { row.appendChild(cells[i]); });
    });
    return copy;
  }

  /* A button is not painted again in the head that a table repeats on its next sheet. */
  function headsToPaper() {
    document.querySelectorAll('th > button.sort').forEach(function (button) {
      var words = document.createElement('span');
      words.className = 'sort-words';
      while (button.firstChild) { words.appendChild(button.firstChild); }
      button.hidden = true;
      button.parentNode.insertBefore(words, button);
    });
  }

  function headsToScreen() {
    document.querySelectorAll('th > .sort-words').forEach(function (words) {
      var button = words.nextSibling;
      while (words.firstChild) { button.appendChild(words.firstChild); }
      button.hidden = false;
      words.parentNode.removeChild(words);
    });
  }

  function toScreen() {
    document.querySelectorAll('.on-paper').forEach(function (copy) { copy.parentNode.removeChild(copy); });
    document.querySelectorAll('.in-parts').forEach(function (table) { table.classList.remove('in-parts'); });
  }

  /* ---- tables: <table class="sortable"> ---- */

  function valueOf(row, column) {
    var cell = row.cells[column];
    var given = cell ? cell.getAttribute('data-value') : '';
    var text = (given === null ? cell.textContent : given).trim();
    var number = Number(text.replace(/,/g, '').replace('\u2212', '-').replace(/%$/, ''));
    return {text: text, number: text === '' || isNaN(number) ? null : number, missing: text === '' || text === '\u2014'};
  }

  /* Missing figures stay at the bottom whichever way the column is sorted. */
  function order(a, b, sign) {
    if (a.missing || b.missing) { return (a.missing ? 1 : 0) - (b.missing ? 1 : 0); }
    if (a.number !== null && b.number !== null) { return sign * (a.number - b.number); }
    return sign * a.text.localeCompare(b.text, document.documentElement.lang);
  }

  function sortBy(table, header, column) {
    var ascending = header.getAttribute('aria-sort') !== 'ascending';
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) { cell.removeAttribute('aria-sort'); });
    header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    var body = table.tBodies[0];
    var rows = Array.from(body.rows).map(function (row, place) {
      return {row: row, place: place, value: valueOf(row, column)};
    });
    rows.sort(function (a, b) { return order(a.value, b.value, ascending ? 1 : -1) || a.place - b.place; });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
  }

  function makeSortable(table) {
    if (table.getAttribute('data-sortable')) { return; }
    table.setAttribute('data-sortable', 'yes');
    Array.from(table.tHead.rows[0].cells).forEach(function (header, column) {
      if (!header.textContent.trim() || header.hasAttribute('data-no-sort')) { return; }
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      while (header.firstChild) { button.appendChild(header.firstChild); }
      header.appendChild(button);
      button.addEventListener('click', function () { sortBy(table, header, column); });
    });
  }

  /* ---- when a page or a part of one has come ---- */

  function enhance() {
    forgetRemoved();
    document.querySelectorAll('[data-chart]').forEach(draw);
    document.querySelectorAll('table.sortable').forEach(makeSortable);
  }

  /* ---- folded parts: <details class="fold">; a link into one opens it, paper shows them all ---- */

  function openTarget() {
    var id = decodeURIComponent(window.location.hash.slice(1));
    var target = id ? document.getElementById(id) : null;
    if (!target) { return; }
    var fold = target.querySelector('details.fold') || (target.closest ? target.closest('details.fold') : null);
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  }

  function unfold() {
    document.querySelectorAll('details.fold:not([open])').forEach(function (fold) {
      fold.setAttribute('data-folded', 'yes');
      fold.open = true;
    });
  }

  function fold() {
    document.querySelectorAll('details.fold[data-folded]').forEach(function (fold) {
      fold.removeAttribute('data-folded');
      fold.open = false;
    });
  }

  enhance();
  openTarget();
  document.addEventListener('htmx:afterSettle', enhance);
  window.addEventListener('hashchange', openTarget);
  window.addEventListener('beforeprint', unfold);
  window.addEventListener('afterprint', fold);
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-print]') : null;
    if (button) { window.print(); }
  });
  document.addEventListener('keydown', function (event) {
    var box = document.getElementById('search-box');
    if (box && (event.ctrlKey || event.metaKey) && !event.altKey && String(event.key).toLowerCase() === 'k') {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
  window.addEventListener('resize', resize);
  window.addEventListener('beforeprint', resize);
  window.addEventListener('beforeprint', toPaper);
  window.addEventListener('beforeprint', headsToPaper);
  window.addEventListener('beforeprint', tablesToPaper);
  window.addEventListener('afterprint', toScreen);
  window.addEventListener('afterprint', headsToScreen);
}());
