function s(t,e){const n=document.createElement("a");n.href=URL.createObjectURL(t),n.download=e,n.click(),setTimeout(()=>URL.revokeObjectURL(n.href),1e4)}function c(t){const e=t===null?"":String(t),n=typeof t=="string"&&/^[=+\-@\t\r]/.test(e)?`'${e}`:e;return/[",\r\n]/.test(n)?`"${n.replaceAll('"','""')}"`:n}const o=t=>t.map(e=>e.map(c).join(",")).join(`\r
`)+`\r
`,r=(t,e)=>s(new Blob(["\uFEFF",o(t)],{type:"text/csv;charset=utf-8"}),e);export{r as a,s};
