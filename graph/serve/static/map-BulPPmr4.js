import{m as r}from"./index-DSuAKWpo.js";function t(){return r("p",{children:"map"})}export{t as default};
