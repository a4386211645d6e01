import{m as r}from"./index-DSuAKWpo.js";function t(){return r("p",{children:"query"})}export{t as default};
