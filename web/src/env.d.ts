declare module "virtual:europe" {
  import type { GeometryCollection, Topology } from "topojson-specification";
  const europe: Topology<{ countries: GeometryCollection }>;
  export default europe;
}
