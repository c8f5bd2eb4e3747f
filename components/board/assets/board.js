// The board and the week: piles of cards. Every text is set as text, never as HTML; what a drop means is decided by the server.
const FAR = 7, HOLD = 280, EDGE = 44
const kept = { left: 0, focus: null }

function part(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

// As the browser's own Back and Forward do it: another page of the app, without loading the app again.
function go(address) {
  window.history.pushState({}, '', address)
  window.dispatchEvent(new PopStateEvent('popstate'))
}

function follow(link) {
  link.addEventListener('click', (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (!link.dragged) go(link.href)
  })
}

function face(card, words) {
  const link = part('a', card.late ? 'card late' : 'card')
  link.href = card.href
  link.draggable = false
  link.dataset.card = card.id
  if (card.fixed) link.dataset.fixed = ''
  link.setAttribute('role', 'listitem')
  link.setAttribute('aria-description', words.keys)
  link.append(part('span', 'title', card.title), part('span', 'who', card.who))
  const line = part('span', 'line')
  line.append(part('span', 'premium', card.premium), part('span', 'days', card.days))
  if (card.premium || card.days) link.append(line)
  if (card.step) link.append(part('span', 'step', card.step))
  for (const flag of card.flags) link.append(part('span', 'flag', flag))
  follow(link)
  return link
}

function head(pile) {
  const top = part('div', 'head')
  const name = part('div', 'name')
  const title = part(pile.href ? 'a' : 'span', '', pile.title)
  if (pile.href) {
    title.href = pile.href
    follow(title)
  }
  name.append(title)
  if (!pile.end) name.append(part('span', 'count', pile.count))
  top.append(name)
  if (pile.sum) top.append(part('div', 'sum', pile.sum))
  if (pile.chance) top.append(part('div', 'chance', pile.chance))
  return top
}

function column(pile, words) {
  const made = part('section', `pile${pile.end ? ' end' : ''}${pile.now ? ' now' : ''}`)
  made.dataset.stage = pile.id
  made.setAttribute('aria-label', `${pile.title} ${pile.count || ''}`)
  const cards = part('div', 'cards')
  cards.setAttribute('role', 'list')
  made.append(head(pile), cards)
  if (!pile.cards.length) cards.append(part('div', 'hint', pile.end ? words.drop : words.empty))
  if (pile.more) {
    const more = part('a', 'more', pile.more)
    more.href = pile.list
    follow(more)
    made.append(more)
  }
  return made
}

export default function ({ data, parentElement, setTriggerValue }) {
  let board = parentElement.querySelector('.board')
  if (!board) {
    board = part('div', 'board')
    const said = part('div', 'said')
    said.setAttribute('aria-live', 'polite')
    parentElement.append(board, said)
    board.addEventListener('scroll', () => { kept.left = board.scrollLeft })
  }
  // Where a card is in the air, what comes from the server meanwhile is drawn when it has landed.
  board.tell = setTriggerValue
  board.draw = () => draw(board, parentElement, data)
  if (!board.classList.contains('dragging')) board.draw()
}

function draw(board, parentElement, data) {
  const said = parentElement.querySelector('.said')
  const all = () => [...board.querySelectorAll('.pile')]
  const left = kept.left
  board.classList.toggle('week', data.look === 'week')
  board.replaceChildren()

  function send(link, card, from, to) {
    const target = all().find((pile) => pile.dataset.stage === to)
    if (!target || to === from) return
    kept.focus = card.id
    link.classList.add('waiting')
    target.querySelector('.cards').prepend(link)
    said.textContent = data.words.moving
    board.tell('moved', { id: card.id, version: card.version, to, nonce: Date.now() })
  }

  function keys(link, card, from) {
    link.addEventListener('keydown', (event) => {
      const stages = data.piles.map((pile) => pile.id)
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      const row = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' }[event.key]
      if (!step && !row) return
      event.preventDefault()
      if (row) link[row]?.focus()
      else if (data.may && !card.fixed) send(link, card, from, stages[stages.indexOf(from) + step])
    })
  }

  function drag(link, card, pile) {
    let ghost, over, hold, last, scrolling
    const lift = (event) => {
      const box = link.getBoundingClientRect()
      ghost = link.cloneNode(true)
      ghost.classList.add('ghost')
      ghost.style.width = `${box.width}px`
      ghost.dx = event.clientX - box.left
      ghost.dy = event.clientY - box.top
      parentElement.append(ghost)
      link.classList.add('lifted')
      link.dragged = true
      board.classList.add('dragging')
      for (const each of all()) {
        each.classList.toggle('far', each.dataset.stage !== pile.id && !pile.next.includes(each.dataset.stage))
      }
      scrolling = window.setInterval(atEdge, 16)
      place(event)
    }
    const atEdge = () => {
      const box = board.getBoundingClientRect()
      if (last.clientX > box.right - EDGE) board.scrollLeft += 12
      else if (last.clientX < box.left + EDGE) board.scrollLeft -= 12
    }
    const place = (event) => {
      last = event
      ghost.style.left = `${event.clientX - ghost.dx}px`
      ghost.style.top = `${event.clientY - ghost.dy}px`
      // The ends lie over the piles where there is little room; days may stand under each other.
      const stacked = window.getComputedStyle(board).flexDirection === 'column'
      const under = all().reverse().find((each) => {
        const box = each.getBoundingClientRect()
        const beside = event.clientX < box.left || event.clientX > box.right
        const whole = !stacked && !each.classList.contains('end')
        return !beside && (whole || (event.clientY >= box.top && event.clientY <= box.bottom))
      })
      if (over !== under) {
        over?.classList.remove('over')
        under?.classList.add('over')
        over = under
      }
    }
    const drop = (event) => {
      window.clearTimeout(hold)
      window.clearInterval(scrolling)
      for (const [name, does] of listening) window.removeEventListener(name, does)
      if (!ghost) return
      ghost.remove()
      ghost = null
      link.classList.remove('lifted')
      board.classList.remove('dragging')
      over?.classList.remove('over')
      window.setTimeout(() => { link.dragged = false })
      const to = event.type === 'pointerup' && over ? over.dataset.stage : pile.id
      if (to === pile.id) board.draw()
      else send(link, card, pile.id, to)
    }
    let from
    const move = (event) => {
      last = event
      const gone = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > FAR
      if (ghost) place(event)
      else if (gone && from.pointerType === 'mouse') lift(event)
      else if (gone) drop(event)
    }
    const escape = (event) => { if (event.key === 'Escape') drop(event) }
    const listening = [['pointermove', move], ['pointerup', drop], ['pointercancel', drop], ['keydown', escape]]
    link.addEventListener('pointerdown', (event) => {
      if (event.button || !event.isPrimary) return
      from = last = event
      over = null
      for (const [name, does] of listening) window.addEventListener(name, does)
      // A finger that moves at once scrolls; one that rests lifts the card.
      if (event.pointerType !== 'mouse') hold = window.setTimeout(() => lift(last), HOLD)
    })
    link.addEventListener('touchmove', (event) => { if (ghost) event.preventDefault() }, { passive: false })
    link.addEventListener('contextmenu', (event) => { if (from?.pointerType === 'touch') event.preventDefault() })
    link.addEventListener('dragstart', (event) => event.preventDefault())
  }

  const ends = part('div', 'ends')
  for (const pile of data.piles) {
    const made = column(pile, data.words)
    for (const card of pile.cards) {
      const link = face(card, data.words)
      keys(link, card, pile.id)
      if (data.may && !card.fixed) drag(link, card, pile)
      made.querySelector('.cards').append(link)
    }
    ;(pile.end ? ends : board).append(made)
  }
  if (ends.children.length) board.append(ends)
  board.scrollLeft = left
  if (kept.focus !== null) {
    board.querySelector(`[data-card="${Number(kept.focus)}"]`)?.focus({ preventScroll: true })
    kept.focus = null
  }
}
