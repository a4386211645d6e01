export default function View() {
  return <p>query</p>;
}
