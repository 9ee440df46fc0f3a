/// The script of the stand-alone page: keys, clicks and the address lead to a place, and the place is shown.
///
/// It sets texts and attributes alone and never makes markup of a text.
enum HTMLPageScript {
    static let source = #"""
        "use strict";
        (() => {
          const places = JSON.parse(document.getElementById("walk").textContent);
          const last = places.length - 1;
          const find = id => document.getElementById(id);
          const all = (query, root) => Array.from((root || document).querySelectorAll(query));
          const buttons = all(".steps button");
          const drawn = all(".picture .step");
          const rows = all(".state tr[data-entry]");
          const lines = all(".source .row");
          const states = [];
          let shown = {};
          for (const place of places) {
            shown = Object.assign({}, shown);
            for (const row of place.v) {
              if (row.length > 1) shown[row[0]] = row.slice(1);
              else delete shown[row[0]];
            }
            states.push(shown);
          }
          let step = -1;

          const intoView = (element, box) => {
            if (!element || !box || box.scrollHeight <= box.clientHeight) return;
            const a = element.getBoundingClientRect(), b = box.getBoundingClientRect();
            if (a.top < b.top || a.bottom > b.bottom) box.scrollTop += a.top - b.top - box.clientHeight / 3;
          };

          const showState = state => {
            for (const row of rows) {
              const value = state[row.dataset.entry];
              row.hidden = !value;
              if (!value) continue;
              row.cells[0].textContent = value[2];
              row.classList.toggle("changed", value[2] !== "");
              row.querySelector(".old").textContent = value[1] ? value[1] + " → " : "";
              row.querySelector(".value").textContent = value[0];
            }
            for (const body of all(".state tbody")) body.hidden = all("tr[data-entry]", body).every(row => row.hidden);
          };

          const showSource = place => {
            const at = new Map(place.l.map(entry => [entry[0], entry.slice(1)]));
            lines.forEach((row, index) => {
              const threads = at.get(index + 1) || [];
              const mark = row.querySelector(".at");
              mark.textContent = threads.length > 3 ? "×" + threads.length : threads.join(" ");
              mark.className = "at" + (threads.length === 1 ? " t" + threads[0] % 4 : "");
              row.classList.toggle("made", place.m === index + 1);
            });
            intoView(lines[(place.m || (place.l[0] || [1])[0]) - 1], find("source"));
          };

          const show = (wanted, isNew) => {
            const next = Math.max(0, Math.min(last, wanted));
            if (next === step) return;
            step = next;
            const place = places[step];
            find("place").textContent = step === 0 ? "start" : "step " + step + " of " + last;
            find("sentence").textContent = place.s;
            buttons.forEach((button, index) => {
              if (index === step) button.setAttribute("aria-current", "step");
              else button.removeAttribute("aria-current");
              button.classList.toggle("later", index > step);
            });
            for (const group of drawn) group.classList.toggle("current", Number(group.dataset.step) === step);
            intoView(buttons[step], find("steps"));
            intoView(drawn[step - 1], find("lanes"));
            showState(states[step]);
            showSource(place);
            for (const id of ["first", "back"]) find(id).disabled = step === 0;
            for (const id of ["forward", "last"]) find(id).disabled = step === last;
            document.body.dataset.step = step;
            if (isNew) {
              try { history.replaceState(null, "", "#step=" + step); } catch (refusal) { /* an address that stays */ }
            }
          };

          const fromAddress = () => {
            const match = /^#step=(\d{1,9})$/.exec(location.hash);
            return match ? Number(match[1]) : 0;
          };
          const keys = {
            ArrowRight: 1, ArrowDown: 1, l: 1, j: 1, ArrowLeft: -1, ArrowUp: -1, h: -1, k: -1,
            PageDown: 10, PageUp: -10, Home: -Infinity, g: -Infinity, End: Infinity, G: Infinity,
          };
          document.addEventListener("keydown", event => {
            if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
            event.preventDefault();
            show(step + keys[event.key], true);
          });
          buttons.forEach((button, index) => button.addEventListener("click", () => show(index, true)));
          for (const group of drawn) group.addEventListener("click", () => show(Number(group.dataset.step), true));
          find("first").addEventListener("click", () => show(0, true));
          find("back").addEventListener("click", () => show(step - 1, true));
          find("forward").addEventListener("click", () => show(step + 1, true));
          find("last").addEventListener("click", () => show(last, true));
          window.addEventListener("hashchange", () => show(fromAddress(), false));
          for (const element of all(".script")) element.hidden = false;
          show(fromAddress(), false);
        })();
        """#
}
