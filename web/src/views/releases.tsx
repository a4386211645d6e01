export default function View() {
  return <p>releases</p>;
}
