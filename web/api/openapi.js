// The OpenAPI page: Swagger UI of this server's own description; nothing is asked of another host.
import SwaggerUIBundle from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";

SwaggerUIBundle({
  url: document.getElementById("page").dataset.description,
  dom_id: "#page",
  deepLinking: true,
  validatorUrl: null,
});
