import{m as e}from"./index-DSuAKWpo.js";function t(){return e("p",{children:"table"})}export{t as default};
