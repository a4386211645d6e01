import{m as e}from"./index-DSuAKWpo.js";function r(){return e("p",{children:"timeline"})}export{r as default};
