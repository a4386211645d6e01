function s(e,o){const n=new Map;for(const t of e)n.set(t,(n.get(t)??0)+1);return[...n].sort((t,r)=>r[1]-t[1]||(String(t[0])<String(r[0])?-1:1)).slice(0,o).map(([t])=>t)}export{s as r};
