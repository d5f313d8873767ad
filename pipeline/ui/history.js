// Streamlit writes a run's page into the address when the run begins. Of a run that a step through the browser's
// history overtakes, it does so too late: it pushes an address, and the steps that lead forward are lost. What is
// pushed after such a step, and before anybody does something on the page, takes the place of the present step instead.
if (!Object.hasOwn(window.history, "pushState")) {
  let moved = false
  window.addEventListener("popstate", () => (moved = true))
  for (const act of ["pointerdown", "keydown", "click"]) window.addEventListener(act, () => (moved = false), true)
  window.history.pushState = (...step) => {
    const write = moved ? History.prototype.replaceState : History.prototype.pushState
    write.apply(window.history, step)
  }
  // Links of ours in plain HTML work as those in tables do: inside the app, without loading it anew.
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a.in-app")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    History.prototype.pushState.call(window.history, {}, "", link.href)
    window.dispatchEvent(new PopStateEvent("popstate"))
  })
}

