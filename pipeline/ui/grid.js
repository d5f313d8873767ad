// Draws an accessible table whose cells may be links. Every text is set as textContent: nothing in it is markup.
function cell(tag, content, column) {
  const element = document.createElement(tag)
  element.className = [column.kind, content.tone ? "tone-" + content.tone : ""].join(" ")
  element.dataset.label = column.label
  const place = document.createElement(content.href ? "a" : "span")
  if (content.href) {
    place.href = content.href
    place.onclick = follow
  }
  element.append(place)
  if (content.symbol) {
    const symbol = document.createElement("span")
    symbol.className = "symbol"
    symbol.ariaHidden = "true"
    symbol.textContent = content.symbol
    place.append(symbol, " ")
  }
  const words = document.createElement("bdi")
  words.textContent = content.words
  place.append(words)
  if (content.note) {
    const note = document.createElement("small")
    note.textContent = content.note
    element.append(note)
  }
  return element
}

function header(columns) {
  const row = document.createElement("tr")
  for (const column of columns) {
    const element = document.createElement("th")
    element.scope = "col"
    element.className = column.kind
    element.textContent = column.label
    if (column.help) element.title = column.help
    row.append(element)
  }
  const head = document.createElement("thead")
  head.append(row)
  return head
}

// The link that was followed last: the keyboard comes back to it when what it opened is closed.
let followed = null

// Follow a link inside the app without loading it anew: the address changes as a step of the browser's history, and
// the app hears of it as it hears of the back button.
function follow(event) {
  // With a modifier key the browser opens the address itself, in a new tab.
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  followed = event.currentTarget
  History.prototype.pushState.call(window.history, {}, "", event.currentTarget.href) // a step, whatever history.js holds
  window.dispatchEvent(new PopStateEvent("popstate"))
}

function draw(table, data) {
  const caption = document.createElement("caption")
  caption.textContent = data.caption
  const body = document.createElement("tbody")
  for (const row of data.rows) {
    const line = document.createElement("tr")
    line.dataset.id = row.id
    row.cells.forEach((content, index) => {
      const element = cell(index === 0 ? "th" : "td", content, data.columns[index])
      if (index === 0) element.scope = "row"
      line.append(element)
    })
    body.append(line)
  }
  table.replaceChildren(caption, header(data.columns), body)
}

// What each table shows. Where only the marked row changes, the cells stay, and with them the keyboard's place.
const drawn = new WeakMap()

export default function ({ data, parentElement }) {
  const table = parentElement.querySelector("table")
  const scroll = parentElement.querySelector(".scroll")
  scroll.ariaLabel = data.caption
  // A long table scrolls by itself, so that its head stays in view.
  scroll.classList.toggle("long", data.rows.length > 30)
  const content = JSON.stringify([data.caption, data.columns, data.rows])
  if (drawn.get(table) !== content) draw(table, data)
  drawn.set(table, content)
  for (const line of table.tBodies[0].rows) line.classList.toggle("selected", line.dataset.id === data.selected)
  if (!data.selected && followed?.isConnected && document.activeElement === document.body) followed.focus({ preventScroll: true })
}
