import{m as e}from"./index-DSuAKWpo.js";function t(){return e("p",{children:"releases"})}export{t as default};
