// Tables sort by a click on a column's head; the leaderboard also has filters.
"use strict";

(() => {
  // What a cell sorts by: its number, or its text; null where it has no value.
  function key(row, column, isNumber) {
    const value = row.cells[column].dataset.sort;
    if (value === "") {
      return null;
    }
    return isNumber ? Number(value) : value.toLowerCase();
  }

  function sort(table, column, descending) {
    const isNumber = table.tHead.rows[0].cells[column].classList.contains("number");
    const compare = isNumber ? (left, right) => left - right : (left, right) => left.localeCompare(right, "en", { numeric: true });
    const rows = [...table.tBodies[0].rows].map(row => ({ row, key: key(row, column, isNumber) }));

    // Rows without a value are last in either order.
    rows.sort((left, right) =>
      left.key === null || right.key === null
        ? (left.key === null) - (right.key === null)
        : (descending ? -1 : 1) * compare(left.key, right.key));
    table.tBodies[0].append(...rows.map(item => item.row));
  }

  function makeSortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(other => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(table, column, descending);
      });
    });
  }

  function makeFilters(filters) {
    const rows = [...document.querySelectorAll("#leaderboard tbody tr")];
    const pipeline = document.getElementById("pipeline-filter");
    const status = document.getElementById("status-filter");
    const shown = document.getElementById("shown-trials");
    const isChosen = (select, value) => select.value === "" || select.value === value;

    function filter() {
      rows.forEach(row => {
        row.hidden = !isChosen(pipeline, row.dataset.pipeline) || !isChosen(status, row.dataset.status);
      });
      shown.value = `${rows.filter(row => !row.hidden).length} of ${rows.length} trials`;
    }

    filters.hidden = false;
    [pipeline, status].forEach(select => select.addEventListener("change", filter));
    filter();
  }

  document.querySelectorAll("table.sortable").forEach(makeSortable);
  const filters = document.getElementById("filters");
  if (filters) {
    makeFilters(filters);
  }
})();
